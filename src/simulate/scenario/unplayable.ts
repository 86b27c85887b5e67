import { UsageError } from '../../model/index.ts';

/** What is wrong with a scenario file, as the user reads it; `file` is left out where it is not known any more. */
export function unplayable(fault: string, file?: string): UsageError {
  return new UsageError('SCENARIO_INVALID', `The scenario cannot be played: ${fault}.`, {
    ...(file === undefined ? {} : { file }),
    hint: 'docs/scenarios.md says what a scenario file holds.',
  });
}
