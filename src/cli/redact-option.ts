import { existsSync, writeFileSync } from 'node:fs';
import { type CaseFile, UsageError } from '../model/index.ts';
import { inertJson } from '../report/index.ts';
import { REDACTION_KEY_VERSION, type RedactionKey, redactCase } from '../report/redact/index.ts';
import type { Arguments } from './arguments.ts';
import { readOwnJson } from './json-file.ts';
import type { NamedFile } from './result-files.ts';
import { outputFailure } from './terminal.ts';

/**
 * The key file as a result, to be checked against the others.
 * @throws UsageError OPTION_VALUE when none is named though something is to be hidden
 */
export function redactResult(given: Arguments): readonly NamedFile[] {
  const file = given.value('redact');
  if (file !== undefined && file !== '-') return [{ option: 'redact', file }];
  if (file === undefined && !given.has('redact-word')) return [];
  throw new UsageError('OPTION_VALUE', 'Pseudonyms need a file that maps them back.', {
    hint: 'Write --redact case.key.json, and keep that file.',
  });
}

/**
 * The case as it may leave the house: redacted when `--redact` was given. The key file is written first, for the user only.
 * @throws UsageError CASE_INVALID for a key file of something else, OUTPUT_FAILED
 */
export function caseToShare(given: Arguments, caseFile: CaseFile): CaseFile {
  const file = given.value('redact');
  if (file === undefined) return caseFile;
  const earlier = existsSync(file)
    ? readOwnJson<RedactionKey>(file, isKey, 'Name a file that is not there yet.')
    : undefined;
  const { caseFile: redacted, key } = redactCase(caseFile, earlier, given.values('redact-word'));
  writePrivately(file, `${inertJson(JSON.stringify(key, undefined, 1))}\n`);
  return redacted;
}

function isKey({ redactionKeyVersion, names }: Partial<RedactionKey>): boolean {
  if (redactionKeyVersion !== REDACTION_KEY_VERSION || typeof names !== 'object' || names === null) return false;
  return Object.values(names).every((texts) => Array.isArray(texts) && texts.every((text) => typeof text === 'string'));
}

function writePrivately(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    throw outputFailure(`"${file}"`, error as Error);
  }
}
