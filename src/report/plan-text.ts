import type { Entity, EvictionPlan, PlanShell, PlanStep, StepVerdict } from '../model/index.ts';
import type { TimeText } from './clock.ts';
import { type MessageOptions, messageText } from './messages.ts';
import { safeText } from './safe-text.ts';
import { bounded, wrap } from './summary-layout.ts';

/** How a plan is shown. */
export interface PlanTextOptions {
  /** those of the case, for their names */
  readonly entities: readonly Entity[];
  readonly timeText: TimeText;
  readonly width: number;
}

const SHELLS: Readonly<Record<PlanShell, string>> = {
  powershell: 'PowerShell',
  cmd: 'Command prompt',
  sh: 'Linux shell',
  fortios: 'FortiOS CLI',
  entra: 'PowerShell (Microsoft Graph)',
};
const VERDICTS: Readonly<Record<StepVerdict['verdict'], string>> = {
  done: 'DONE',
  'not-done': 'NOT DONE',
  'cannot-tell': 'CANNOT TELL',
};

/** A plan for people: phases with their tests, and in them each step with all that is to be known of it. */
export function planText(plan: EvictionPlan, options: PlanTextOptions): string {
  const { incident, timing, phases, steps, notYet, residual } = plan;
  const messages = messageOptions(plan, options);
  const numbers = new Map(steps.map(({ id }, index) => [id, index + 1]));
  const lines = [
    `Eviction plan for ${safeText(incident)}: ${steps.length} steps. A proposal: nothing of it is run by Landfall.`,
    `${messageText(timing, messages)}.`,
    '',
    'Not yet:',
    ...notYet.map((text) => `  - ${safeText(text)}`),
    ...phases.flatMap(({ id, title, entry, exit }) => [
      ...['', `== ${safeText(title)}`, `   Begin when: ${safeText(entry)}`, `   Done when: ${safeText(exit)}`],
      ...steps.filter(({ phase }) => phase === id).flatMap((step) => stepLines(step, numbers, messages)),
    ]),
    ...(residual.length === 0
      ? []
      : ['', 'What stays true when all is done:', ...residual.map((text) => `  - ${safeText(text)}`)]),
  ];
  return `${lines.flatMap((line) => wrapped(line, options.width)).join('\n')}\n`;
}

// A command is never broken: it is there to be copied whole.
const COMMAND_INDENT = '          ';

function wrapped(line: string, width: number): string[] {
  return line.startsWith(COMMAND_INDENT) ? [line] : wrap(line, width);
}

function stepLines(step: PlanStep, numbers: ReadonlyMap<string, number>, messages: MessageOptions): string[] {
  const { dependsOn, commands, refused, byHand, proof } = step;
  const marks = [
    ...(step.together === null ? [] : ['together at T0']),
    ...(step.tipsOff ? ['warns the intruder: not before T0'] : []),
  ];
  const after = dependsOn.map((id) => numbers.get(id)).join(', ');
  return [
    '',
    `${String(numbers.get(step.id)).padStart(3)}. [ ] ${messageText(step.title, messages)}`,
    ...(marks.length === 0 ? [] : [`        ${marks.join('; ')}`]),
    `        Why: ${messageText(step.because, messages)}`,
    ...(after === '' ? [] : [`        After step: ${after}`]),
    `        Approves: ${safeText(step.approver)}`,
    `        May break: ${safeText(step.mayBreak.join('; '))}`,
    ...(byHand === null ? [] : [`        By hand: ${safeText(byHand)}`]),
    ...(refused === null ? [] : [`        ${messageText(refused, messages)}`]),
    ...commands.flatMap(({ shell, lines }) => [
      `        ${SHELLS[shell]}:`,
      ...lines.map((line) => `${COMMAND_INDENT}${safeText(line)}`),
    ]),
    `        Back: ${safeText(step.rollback)}`,
    `        Check: ${safeText(step.check)}`,
    `        ${proof.by === 'log' ? 'Proof in logs (landfall verify)' : `Proof, which ${safeText(proof.confirms)} confirms`}: ${safeText(proof.text)}`,
    `        ${step.basis === 'suggestion' ? 'Suggestion, try it in a lab first' : 'Documented'}: ${safeText(step.source)}`,
  ];
}

/** What fresh logs say of each step of a plan. */
export function verdictText(plan: EvictionPlan, verdicts: readonly StepVerdict[], options: PlanTextOptions): string {
  const messages = messageOptions(plan, options);
  const count = (wanted: StepVerdict['verdict']): number => verdicts.filter(({ verdict }) => verdict === wanted).length;
  const lines = verdicts.flatMap(({ step: id, verdict, because }, index) => {
    const step = plan.steps.find((one) => one.id === id);
    if (step === undefined) return [];
    const number = `${index + 1}.`.padStart(4);
    return [
      `${VERDICTS[verdict].padEnd(11)} ${number} ${messageText(step.title, messages)}`,
      `                 ${messageText(because, messages)}`,
    ];
  });
  const total = `${count('done')} done, ${count('not-done')} not done, ${count('cannot-tell')} that these logs cannot tell.`;
  return `${[...lines, '', total].flatMap((line) => wrap(line, options.width)).join('\n')}\n`;
}

/** Names of targets stand in the plan itself, so that it can be read without its case. */
function messageOptions({ steps }: EvictionPlan, { entities, timeText }: PlanTextOptions): MessageOptions {
  const names = new Map(
    steps.flatMap(({ target }) => (target === null ? [] : [[target.entity, target.name] as const])),
  );
  for (const { id, name } of entities) names.set(id, name);
  return {
    timeText,
    safe: (text) => safeText(bounded(text)),
    entityName: (id) => names.get(id) ?? id.slice(id.indexOf(':') + 1),
  };
}
