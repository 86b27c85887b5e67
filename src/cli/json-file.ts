import { UsageError } from '../model/index.ts';
import { readTextFile } from './rule-files.ts';

/**
 * Reads a JSON file that Landfall wrote.
 * @param judge tells whether it is what is wanted, or what it is instead: `is no CaseFile`; empty when it is fine
 * @param hint how to make one
 * @throws UsageError INPUT_MISSING, CASE_INVALID
 */
export function readOwnJson<Value>(
  file: string,
  judge: (value: Partial<Value>) => boolean | string,
  hint: string,
): Value {
  const fail = (what: string, cause?: unknown): never => {
    throw new UsageError('CASE_INVALID', `"${file}" ${what}.`, { file, hint, cause });
  };
  let value: unknown;
  try {
    value = JSON.parse(readTextFile(file).text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return fail('is no JSON', error);
  }
  // What a key of is asked of a value that has none finds nothing.
  const verdict = judge((typeof value === 'object' && value !== null ? value : {}) as Partial<Value>);
  if (verdict === true || verdict === '') return value as Value;
  return fail(typeof verdict === 'string' ? verdict : 'is not what was expected here');
}
