import { type EventRef, type Incident, msg, type PlanStep } from '../model/index.ts';
import type { CaseView } from './case-view.ts';
import { attackPattern, type StixObject, stixObject } from './stix-object.ts';
import type { Tlp } from './tlp.ts';

/**
 * The plan of an incident as courses of action, one for each kind of step with all its targets, each with a relationship
 * `mitigates` to the techniques whose alerts ask for it. Steps that the incident as a whole asks for have none.
 */
export function coursesOfAction(incident: Incident, { head, text, nameOf }: CaseView, tlp: Tlp): StixObject[] {
  const plan = head.plans?.find((one) => one.incident === incident.id);
  const kinds = new Map<string, PlanStep[]>();
  for (const step of plan?.steps ?? []) {
    const [kind = ''] = step.id.split('/', 1);
    kinds.set(kind, [...(kinds.get(kind) ?? []), step]);
  }
  const known = new Set(incident.stages.flatMap(({ techniques }) => techniques));
  const timeMs = incident.lastMs ?? 0;
  return [...kinds].flatMap(([kind, steps]) => {
    const id = `${incident.id} ${incident.firstMs ?? timeMs} ${kind}`;
    const action = stixObject('course-of-action', id, timeMs, tlp, {
      name: text(msg('plan.step', { text: steps[0]!.title.args.text ?? kind })),
      description: describe(steps, nameOf),
    });
    const techniques = techniquesOf(steps, incident).filter((technique) => known.has(technique));
    const mitigates = techniques.map((technique) => {
      const target = attackPattern(technique, tlp).id;
      return stixObject('relationship', `${id} ${technique}`, timeMs, tlp, {
        ...{ relationship_type: 'mitigates', source_ref: action.id, target_ref: target },
      });
    });
    return [action, ...mitigates];
  });
}

function describe(steps: readonly PlanStep[], nameOf: CaseView['nameOf']): string {
  const { approver, mayBreak, rollback, byHand, proof, source } = steps[0]!;
  const targets = steps.flatMap(({ target }) => (target === null ? [] : [nameOf(target.entity)]));
  return [
    ...(targets.length === 0 ? [] : [`On: ${[...new Set(targets)].join(', ')}`]),
    ...(byHand === null ? [] : [byHand]),
    `Approves: ${approver}`,
    `May break: ${mayBreak.join('; ')}`,
    `Back: ${rollback}`,
    `Proof: ${proof.text}`,
    `Source: ${source}`,
  ].join('\n');
}

/** Of the alerts whose records stand under the steps. */
function techniquesOf(steps: readonly PlanStep[], { alerts }: Incident): string[] {
  const records = new Set(steps.flatMap(({ evidence }) => evidence.map(placeOf)));
  const asking = alerts.filter(({ ref }) => records.has(placeOf(ref)));
  return [...new Set(asking.flatMap(({ techniques }) => techniques))].sort();
}

function placeOf({ source, record, byteOffset }: EventRef): string {
  return `${source}\n${record ?? `@${byteOffset}`}`;
}
