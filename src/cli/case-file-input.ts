import { CASE_FILE_VERSION, type CaseFile } from '../model/index.ts';
import { readOwnJson } from './json-file.ts';

/**
 * Reads a CaseFile that an option or an operand names.
 * @throws UsageError INPUT_MISSING, CASE_INVALID
 */
export function readCaseFile(file: string): CaseFile {
  return readOwnJson<CaseFile>(file, faultOf, 'Make one with landfall hunt LOGS --json case.json.');
}

function faultOf({ tool, alerts, sources, problems, rules, plans = [], caseFileVersion }: Partial<CaseFile>): string {
  const lists = [alerts, sources, problems, rules?.alerted, plans];
  if (tool?.name !== 'landfall' || !lists.every((list) => Array.isArray(list))) return 'is no CaseFile of Landfall';
  return caseFileVersion === CASE_FILE_VERSION
    ? ''
    : `is a CaseFile of version ${String(caseFileVersion)}, not ${CASE_FILE_VERSION}`;
}
