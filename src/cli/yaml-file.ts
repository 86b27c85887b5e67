import { readFileSync } from 'node:fs';
import { dump, load, YAMLException } from 'js-yaml';
import { type UsageCode, UsageError } from '../model/index.ts';

/**
 * Reads a file of one YAML document, as the plain values it stands for.
 * @param code of the error when it is no YAML
 * @throws UsageError INPUT_MISSING, or `code` with the line
 */
export function readYamlFile(file: string, code: UsageCode): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError('INPUT_MISSING', `${file} could not be read.`, { cause, hint: 'Name a file that is there.' });
  }
  try {
    return load(text);
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    const line = cause.mark === undefined ? {} : { line: cause.mark.line + 1 };
    throw new UsageError(code, `This is no YAML: ${cause.reason}.`, { file, cause, ...line });
  }
}

/** Plain values as YAML for people, after a line of remark. */
export function yamlText(value: object, remark: string): string {
  return `# ${remark}\n${dump(value, { flowLevel: 2, lineWidth: 120, noRefs: true })}`;
}
