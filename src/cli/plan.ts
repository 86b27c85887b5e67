import { type CaseFile, type EvictionPlan, levelRank, UsageError } from '../model/index.ts';
import { jsonText, planText } from '../report/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { readCaseFile } from './case-file-input.ts';
import { zoneOption } from './hunt-options.ts';
import { print, type Terminal, widthOf } from './terminal.ts';

/**
 * `landfall plan CASE [INCIDENT]`: shows the eviction plan of an incident, the gravest when none is named.
 * @throws UsageError INPUT_MISSING, CASE_INVALID, OPTION_VALUE
 */
export async function planCommand(given: Arguments, terminal: Terminal): Promise<number> {
  const format = choiceOption(given, 'format', ['text', 'json']);
  const { timeText } = zoneOption(given.value('tz') ?? 'UTC');
  const [file, incident] = given.operands;
  if (file === undefined || given.operands.length > 2) {
    throw new UsageError('INPUT_MISSING', 'One CaseFile must be named, and at most one incident.', {
      hint: 'Write landfall plan case.json INC-7F3A.',
    });
  }
  const caseFile = readCaseFile(file);
  const plan = planNamed(caseFile, file, incident);
  const width = Math.min(120, widthOf(terminal.stdout, terminal));
  const { entities = [] } = caseFile;
  const shown = (): string => planText(plan, { entities, timeText, width }) + otherPlans(caseFile, plan);
  const text = format === 'json' ? `${jsonText({ ...plan })}\n` : shown();
  await print(terminal.stdout, text);
  return 0;
}

const MOST_NAMED = 10;

/** A plan for one of several grave incidents would warn whoever is behind the others. */
function otherPlans({ incidents = [] }: CaseFile, { incident }: EvictionPlan): string {
  const others = incidents
    .filter(({ id, level }) => levelRank(level) >= levelRank('high') && id !== incident)
    .map(({ id }) => id);
  if (others.length === 0) return '';
  const named = others.slice(0, MOST_NAMED).join(', ') + (others.length > MOST_NAMED ? ' and others' : '');
  return `\nMore grave incidents have plans of their own: ${named}. One intruder may be behind several: agree on one T0 for all.\n`;
}

function planNamed({ plans = [] }: CaseFile, file: string, incident: string | undefined): EvictionPlan {
  const wanted = incident?.toUpperCase();
  const plan = wanted === undefined ? plans[0] : plans.find((one) => one.incident === wanted);
  if (plan !== undefined) return plan;
  const ids = plans.slice(0, 5).map((one) => one.incident);
  throw new UsageError('INPUT_MISSING', `"${file}" has no plan for ${wanted ?? 'any incident'}.`, {
    hint: ids.length === 0 ? 'The hunt found no incident.' : `It has plans for ${ids.join(', ')}.`,
  });
}
