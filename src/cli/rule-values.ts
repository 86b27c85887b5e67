import type { RuleText } from '../investigate.ts';
import type { HuntOptions } from './hunt-options.ts';
import { readTextFile } from './rule-files.ts';

/**
 * Values of placeholders in rules: those of the file that --placeholders names, and `plant_networks` from the networks
 * that the organisation file calls operational technology; both count.
 * @throws UsageError INPUT_MISSING
 */
export function ruleValues({
  placeholdersFile,
  organisation,
}: Pick<HuntOptions, 'placeholdersFile' | 'organisation'>): RuleText | undefined {
  const given = placeholdersFile === undefined ? undefined : readTextFile(placeholdersFile);
  const plant = organisation?.notes.networks.filter(({ isOt }) => isOt).map(({ range }) => range) ?? [];
  if (organisation === undefined || plant.length === 0) return given;
  const values = JSON.stringify({ plant_networks: plant });
  // Behind the user's own, as a document of its own, so that lines in messages stay his.
  return given === undefined
    ? { file: organisation.file, text: values }
    : { ...given, text: `${given.text}\n---\n${values}\n` };
}
