import type { EvictionPlan, PlanStep } from '../model/index.ts';
import { type MessageOptions, messageText } from './messages.ts';

/** What to do first of a plan, and what not to do yet, as labelled sentences; nothing without a plan. */
export function firstSteps(plan: EvictionPlan | undefined, messages: MessageOptions): [label: string, text: string][] {
  if (plan === undefined || plan.first.length === 0) return [];
  const steps = plan.first.flatMap((id) => plan.steps.find((step) => step.id === id) ?? []);
  const texts = steps.map((step, index) => `${index + 1}. ${messageText(step.title, messages)}${alike(step, plan)}`);
  return [
    ...texts.map((text, index): [string, string] => [index === 0 ? 'First' : '', text]),
    ...plan.notYet.slice(0, 1).map((text): [string, string] => ['Not yet', text]),
  ];
}

/** How many more targets a step has. */
function alike({ id, target }: PlanStep, { steps }: EvictionPlan): string {
  if (target === null) return '';
  const name = id.slice(0, id.indexOf('/') + 1);
  const more = steps.filter((step) => step.id.startsWith(name)).length - 1;
  return more === 0 ? '' : `; so too ${more} more of the incident`;
}
