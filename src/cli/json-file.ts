import { UsageError } from '../model/index.ts';
import { readTextFile } from './rule-files.ts';

/**
 * Reads a JSON file that Landfall wrote.
 * @param isFine tells whether it is what is wanted
 * @param hint how to make one
 * @throws UsageError INPUT_MISSING, CASE_INVALID
 */
export function readOwnJson<Value>(file: string, isFine: (value: Partial<Value>) => boolean, hint: string): Value {
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
  const isMap = typeof value === 'object' && value !== null;
  return isMap && isFine(value as Partial<Value>) ? (value as Value) : fail('is not what was expected here');
}
