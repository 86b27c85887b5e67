import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseFile } from '../src/model/index.ts';
import { landfall } from './landfall-process.ts';

/** A hunt through simulated logs: its files and its result. */
export interface HuntedCase {
  readonly logs: string;
  readonly file: string;
  readonly caseFile: CaseFile;
}

/**
 * Simulates a small organisation for three days and hunts through its logs with Landfall's own rules; same scenario, same case.
 * @param folder where the logs and the CaseFile are put
 * @param options of the hunt
 */
export function huntedCase(scenario: string, folder: string, options: readonly string[] = []): HuntedCase {
  const logs = join(folder, scenario);
  const file = `${logs}.json`;
  const size = ['--days', '3', '--hosts', '12', '--seed', '1'];
  run(['simulate', '--scenario', scenario, ...size, '--out', logs]);
  run(['hunt', logs, '--json', file, '--quiet', ...options]);
  return { logs, file, caseFile: JSON.parse(readFileSync(file, 'utf8')) as CaseFile };
}

function run(words: readonly string[]): void {
  const { code, stderr } = landfall(words);
  if (code !== 0) throw new Error(`landfall ${words.join(' ')} ended with ${code}: ${stderr}`);
}
