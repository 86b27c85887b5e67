import { type EvictionPlan, PLAN_VERSION, UsageError } from '../model/index.ts';
import { createNormaliser, recordContext } from '../normalise/index.ts';
import type { FilePlace, FoundLog } from '../read/index.ts';
import { jsonText, verdictText } from '../report/index.ts';
import { createPlanVerifier, type PlanVerifier } from '../respond/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { findLogs } from './find-logs.ts';
import { zoneOption } from './hunt-options.ts';
import { readOwnJson } from './json-file.ts';
import { print, problemText, type Terminal, widthOf } from './terminal.ts';
import { withOpenLog } from './with-open-log.ts';

const HINT = 'Make one with landfall plan case.json --format json > plan.json.';

/**
 * `landfall verify PLAN PATH...`: looks for the proofs of a plan in fresh logs.
 * @throws UsageError INPUT_MISSING, INPUT_NO_LOGS, CASE_INVALID, OPTION_VALUE
 */
export async function verifyCommand(given: Arguments, terminal: Terminal): Promise<number> {
  const format = choiceOption(given, 'format', ['text', 'json']);
  const { timeText } = zoneOption(given.value('tz') ?? 'UTC');
  const [file, ...paths] = given.operands;
  if (file === undefined || paths.length === 0) {
    throw new UsageError('INPUT_MISSING', 'A plan and fresh logs must be named.', {
      hint: 'Write landfall verify plan.json fresh-logs.',
    });
  }
  const plan = readOwnJson<EvictionPlan>(file, isPlan, HINT);
  const verifier = createPlanVerifier(plan);
  let logs = 0;
  for await (const found of findLogs(paths)) {
    if (found.kind !== 'log') await print(terminal.stderr, problemText(found.problem));
    else if (await readLog(found, verifier, terminal)) logs++;
  }
  if (logs === 0) throw new UsageError('INPUT_NO_LOGS', 'None of the paths holds a log that Landfall reads.');
  const verdicts = verifier.verdicts();
  const width = Math.min(120, widthOf(terminal.stdout, terminal));
  const text =
    format === 'json'
      ? `${jsonText({ incident: plan.incident, verdicts })}\n`
      : verdictText(plan, verdicts, { entities: [], timeText, width });
  await print(terminal.stdout, text);
  return 0;
}

function isPlan({ planVersion, steps }: Partial<EvictionPlan>): boolean {
  if (planVersion !== PLAN_VERSION || !Array.isArray(steps)) return false;
  const parts: readonly Partial<EvictionPlan['steps'][number]>[] = steps;
  return parts.every(
    ({ id, title, check, proof }) =>
      typeof id === 'string' && typeof check === 'string' && typeof title?.args === 'object' && isProof(proof),
  );
}

function isProof(proof: Partial<EvictionPlan['steps'][number]['proof']> | undefined): boolean {
  if (proof?.by === 'person') return typeof proof.confirms === 'string' && typeof proof.text === 'string';
  if (proof?.by !== 'log') return false;
  return [proof.logs, proof.hosts, proof.done, proof.undone, proof.settled, proof.tells].every(Array.isArray);
}

function readLog(log: FoundLog<FilePlace>, verifier: PlanVerifier, terminal: Terminal): Promise<boolean> {
  const { source, format, changedMs } = log;
  return withOpenLog(log, terminal, async (bytes) => {
    const normaliser = createNormaliser();
    const context = recordContext({ source, changedMs });
    for (const item of format.read(bytes, { first: 0 }, { carve: false })) {
      if (item.kind === 'problem') await print(terminal.stderr, problemText({ ...item, source }));
      else verifier.add(normaliser.toLogEvent(item, context));
    }
  });
}
