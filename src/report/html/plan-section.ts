import type { EvictionPlan, Incident, PlanShell, PlanStep } from '../../model/index.ts';
import { plain } from '../case-view.ts';
import { code, folded, type Html, type HtmlValue, html, isolated, list } from '../components/index.ts';
import type { ReadableView } from '../readable-view.ts';
import { countText, grouped } from '../summary-layout.ts';

const SHELLS: Readonly<Record<PlanShell, string>> = {
  powershell: 'PowerShell',
  cmd: 'Command prompt',
  sh: 'Linux shell',
  fortios: 'FortiOS CLI',
  entra: 'PowerShell (Microsoft Graph)',
};

// That a machine is part of the incident is seen from its being in the plan.
const OBVIOUS = 'plan.because.part';

/** The eviction plan of an incident with boxes to tick; nothing when the CaseFile has none. */
export function planSection(incident: Incident, view: ReadableView): Html {
  const plan = view.head.plans?.find(({ incident: id }) => id === incident.id);
  if (plan === undefined || plan.steps.length === 0) return html``;
  const { timing, notYet, phases, residual, steps } = plan;
  return html`<section id="${incident.id}-plan"><h3>What to do: ${countText(steps.length, 'step')}</h3>
<p>A proposal for people: Landfall runs nothing of it. ${view.text(timing)}. T0 is the hour, agreed beforehand, at which everything is cut together.</p>
${notYet.length === 0 ? html`` : html`<h4>Not yet</h4>${list(notYet)}`}
${phases.map((phase) => phaseSection(phase, plan, earlierSteps(plan, view), view))}
${residual.length === 0 ? html`` : html`<h4>What stays true when all is done</h4>${list(residual)}`}</section>`;
}

function phaseSection(
  { id, title, entry, exit }: EvictionPlan['phases'][0],
  plan: EvictionPlan,
  earlier: ReadonlyMap<string, EarlierStep>,
  view: ReadableView,
): Html {
  const steps = plan.steps.filter(({ phase }) => phase === id);
  if (steps.length === 0) return html``;
  const groups = [...grouped(steps, (step) => `${earlier.has(step.id)} ${sameWork(step)}`).values()];
  return html`<h4>${title}</h4><p>Begin when: ${entry}<br>Done when: ${exit}</p>
${groups.map((group) => (earlier.has(group[0]!.id) ? doneWith(group, earlier, plan, view) : groupBox(group, plan, view)))}`;
}

interface EarlierStep {
  readonly incident: string;
  readonly number: number;
}

/** Steps of graver incidents that stand before this one in the report. */
function earlierSteps(plan: EvictionPlan, { head: { plans = [] } }: ReadableView): ReadonlyMap<string, EarlierStep> {
  const earlier = new Map<string, EarlierStep>();
  for (const { incident, steps } of plans.slice(0, plans.indexOf(plan))) {
    for (const [index, { id }] of steps.entries())
      if (!earlier.has(id)) earlier.set(id, { incident, number: index + 1 });
  }
  return earlier;
}

/** What another plan has already on the same targets is done once, and told there: krbtgt is not reset four times. */
function doneWith(
  steps: readonly PlanStep[],
  earlier: ReadonlyMap<string, EarlierStep>,
  plan: EvictionPlan,
  view: ReadableView,
): Html {
  const boxes = steps.map((step) => {
    const { incident, number } = earlier.get(step.id)!;
    return tickBox(
      step,
      html`${view.text(step.title)}: once, with <a href="#${incident}-plan">step ${number} of ${incident}</a>`,
      plan,
      view,
    );
  });
  return html`<section class="step${steps[0]!.together === null ? '' : ' t0'}">${boxes}</section>
`;
}

/** Steps that differ in nothing but their targets are told once. */
function sameWork({ title, approver, mayBreak, byHand, rollback, check, together, tipsOff }: PlanStep): string {
  const text = title.args.text ?? title.key;
  return JSON.stringify([text, approver, mayBreak, byHand, rollback, check, together, tipsOff]);
}

type Fact = readonly [name: string, value: HtmlValue];

function groupBox(steps: readonly PlanStep[], plan: EvictionPlan, view: ReadableView): Html {
  const [first] = steps;
  const { approver, mayBreak, byHand, rollback, check, together, tipsOff, basis, source, title } = first!;
  const marks = [
    ...(together === null ? [] : ['together at T0']),
    ...(tipsOff ? ['warns the intruder: not before T0'] : []),
  ];
  const text = title.args.text;
  const heading =
    steps.length > 1 && typeof text === 'string'
      ? html`<p><b>${text}</b> (${countText(steps.length, 'target')})${marked(marks)}</p>`
      : html``;
  const facts: readonly Fact[] = [
    ...(byHand === null ? [] : [['How', byHand] as const]),
    ['Approves', approver],
    ...(mayBreak.length === 0 ? [] : [['May break', mayBreak.join('; ')] as const]),
    ['Way back', rollback],
    ['Check', check],
    [
      basis === 'suggestion' ? 'Suggestion' : 'Documented',
      basis === 'suggestion' ? `try it in a lab first; ${source}` : source,
    ],
  ];
  const isTold = heading.markup !== '' && steps.every(({ target }) => target !== null);
  const boxes = steps.map((step) =>
    tickBox(step, isTold ? targetName(step.target!, view) : html`${view.text(step.title)}${marked(marks)}`, plan, view),
  );
  const proofs = [...new Map(steps.map(({ proof }) => [proof.text, proofFact(proof)])).values()];
  return html`<section class="step${together === null ? '' : ' t0'}">${heading}${boxes}
<dl>${[...facts, ...proofs].map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${folded('What to type', ...steps.map((step) => commandText(step, steps.length > 1, view)))}</section>
`;
}

function proofFact(proof: PlanStep['proof']): Fact {
  return proof.by === 'log'
    ? ['Proof in logs', `${proof.text} (landfall verify)`]
    : ['Proof', `${proof.text} (${proof.confirms} confirms)`];
}

/** What to type for one step; under its target where several steps stand together. */
function commandText({ commands, target }: PlanStep, isOfMany: boolean, view: ReadableView): Html {
  const name = isOfMany && target !== null ? html`<b>${targetName(target, view)}</b>, ` : html``;
  return html`${commands.map(({ shell, lines }) => html`<p>${name}${SHELLS[shell]}:${lines.map((line) => html`<br>${code(plain(line))}`)}</p>`)}`;
}

function marked(marks: readonly string[]): Html {
  return marks.length === 0 ? html`` : html` <span class="medium">${marks.join('; ')}</span>`;
}

function targetName({ kind, name }: NonNullable<PlanStep['target']>, view: ReadableView): Html {
  return isolated(kind === 'account' ? view.accountName(name) : view.hostName(name));
}

function tickBox(step: PlanStep, label: Html, plan: EvictionPlan, view: ReadableView): Html {
  const number = (id: string): number => plan.steps.findIndex((one) => one.id === id) + 1;
  const { because, dependsOn, refused } = step;
  const after = dependsOn.map(number).filter((one) => one > 0);
  const why = [
    ...(because.key === OBVIOUS ? [] : [view.text(because)]),
    ...(after.length === 0 ? [] : [`after ${after.length === 1 ? 'step' : 'steps'} ${runs(after)}`]),
  ];
  return html`<label><input type="checkbox"> <b>${number(step.id)}.</b> ${label}${why.length === 0 ? html`` : html` <span class="soft">(${why.join('; ')})</span>`}</label>
${refused === null ? html`` : html`<p>${view.text(refused)}</p>`}`;
}

/** `1-4, 7` of ascending numbers. */
function runs(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const one of numbers.toSorted((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last !== undefined && one <= last[1] + 1) last[1] = one;
    else parts.push([one, one]);
  }
  return parts.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
}
