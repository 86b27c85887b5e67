import type { EvictionPlan, Incident, PlanShell, PlanStep } from '../../model/index.ts';
import { type CaseView, plain } from '../case-view.ts';
import { type Html, html, list } from './markup.ts';

const SHELLS: Readonly<Record<PlanShell, string>> = {
  powershell: 'PowerShell',
  cmd: 'Command prompt',
  fortios: 'FortiOS CLI',
  entra: 'PowerShell (Microsoft Graph)',
};

/** The eviction plan of an incident with boxes to tick; nothing when the CaseFile has none. */
export function planSection(incident: Incident, view: CaseView): Html {
  const plan = view.head.plans?.find(({ incident: id }) => id === incident.id);
  if (plan === undefined || plan.steps.length === 0) return html``;
  const { timing, notYet, phases, residual, steps } = plan;
  return html`<h3 id="${incident.id}-plan">What to do: ${steps.length} steps</h3>
<p>A proposal for people: Landfall runs nothing of it. ${view.text(timing)}.</p>
<h4>Not yet</h4>${list(notYet)}
${phases.map((phase) => phaseSection(phase, plan, view))}
${residual.length === 0 ? html`` : html`<h4>What stays true when all is done</h4>${list(residual)}`}`;
}

function phaseSection({ id, title, entry, exit }: EvictionPlan['phases'][0], plan: EvictionPlan, view: CaseView): Html {
  const steps = plan.steps.filter(({ phase }) => phase === id);
  if (steps.length === 0) return html``;
  return html`<h4>${title}</h4><p>Begin when: ${entry}<br>Done when: ${exit}</p>
${steps.map((step) => stepBox(step, plan, view))}`;
}

function stepBox(step: PlanStep, plan: EvictionPlan, view: CaseView): Html {
  const { title, because, dependsOn, approver, mayBreak, byHand, refused, commands, rollback, check, proof } = step;
  const number = (id: string): number => plan.steps.findIndex((one) => one.id === id) + 1;
  const marks = [
    ...(step.together === null ? [] : ['together at T0']),
    ...(step.tipsOff ? ['warns the intruder: not before T0'] : []),
  ];
  return html`<section class="step"><label><input type="checkbox"> <b>${number(step.id)}. ${view.text(title)}</b></label>
${marks.length === 0 ? html`` : html` <span class="medium">${marks.join('; ')}</span>`}
${list([
  `Why: ${view.text(because)}`,
  ...(dependsOn.length === 0 ? [] : [`After step ${dependsOn.map(number).join(', ')}`]),
  `Approves: ${approver}`,
  `May break: ${mayBreak.join('; ')}`,
  ...(byHand === null ? [] : [`By hand: ${byHand}`]),
  ...(refused === null ? [] : [view.text(refused)]),
  ...commands.map(
    ({ shell, lines }) =>
      html`${SHELLS[shell]}:${lines.map((line) => html`<br><code><bdi>${plain(line)}</bdi></code>`)}`,
  ),
  `Way back: ${rollback}`,
  `Check: ${check}`,
  ...(proof === null ? [] : [`Proof in logs (landfall verify): ${proof.text}`]),
  `${step.basis === 'suggestion' ? 'A suggestion; try it in a lab first' : 'Documented'}: ${step.source}`,
])}</section>
`;
}
