import { levelRank, UsageError } from '../model/index.ts';
import { caseDiffText, diffCases, gravestWorse, jsonText } from '../report/index.ts';
import { type Arguments, choiceOption, levelOption } from './arguments.ts';
import { readCaseFile } from './case-file-input.ts';
import { zoneOption } from './hunt-options.ts';
import { print, type Terminal, wantsColor, widthOf } from './terminal.ts';

/**
 * `landfall diff BEFORE AFTER`: says what changed between two hunts.
 * @returns 10 when, with --fail-on, an incident of that level or above is new or has grown
 * @throws UsageError INPUT_MISSING, CASE_INVALID, OPTION_VALUE
 */
export async function diffCommand(given: Arguments, terminal: Terminal): Promise<number> {
  const format = given.has('json') ? 'json' : choiceOption(given, 'format', ['text', 'json']);
  const failOn = levelOption(given, 'fail-on');
  const zone = zoneOption(given.value('tz') ?? 'UTC');
  const [first, second] = given.operands;
  if (first === undefined || second === undefined || given.operands.length > 2) {
    throw new UsageError('INPUT_MISSING', 'Two CaseFiles must be named, the earlier one first.', {
      hint: 'Write landfall diff monday.json tuesday.json; landfall hunt --json makes them.',
    });
  }
  const [before, after] = [readCaseFile(first), readCaseFile(second)];
  const diff = diffCases(before, after);
  const options = {
    ...zone,
    width: Math.min(120, widthOf(terminal.stdout, terminal)),
    color: wantsColor(terminal.stdout, terminal, given.has('no-color')),
    verbose: given.has('verbose'),
  };
  const text =
    format === 'json' ? `${jsonText(diff)}\n` : caseDiffText(diff, { before, after, names: [first, second] }, options);
  await print(terminal.stdout, text);
  const worst = gravestWorse(diff);
  return failOn !== undefined && worst !== undefined && levelRank(worst) >= levelRank(failOn) ? 10 : 0;
}
