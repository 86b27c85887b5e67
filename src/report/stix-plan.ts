import { type EventRef, type Incident, msg, type PlanPhaseId, type PlanStep } from '../model/index.ts';
import type { CaseView } from './case-view.ts';
import { attackPattern, type StixObject, stixObject } from './stix-object.ts';
import type { Tlp } from './tlp.ts';

/**
 * The plan of an incident as courses of action, one for each kind of step with all its targets, each with a relationship
 * `mitigates` to the techniques of the incident whose alerts ask for it, or which it works against by its kind. Steps that
 * only keep evidence, look or watch take nothing from an intruder and have none.
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
    const techniques = techniquesOf(steps, incident, known);
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

// In these phases he is only looked at.
const LOOKING: ReadonlySet<PlanPhaseId> = new Set(['prepare', 'scope', 'watch']);

/** Of the alerts whose records stand under the steps, and of what steps of this kind work against. */
function techniquesOf(steps: readonly PlanStep[], { alerts }: Incident, known: ReadonlySet<string>): string[] {
  const acting = steps.filter(({ phase }) => !LOOKING.has(phase));
  const records = new Set(acting.flatMap(({ evidence }) => evidence.map(placeOf)));
  const asking = alerts.filter(({ ref }) => records.has(placeOf(ref))).flatMap(({ techniques }) => techniques);
  const byKind = acting.flatMap(({ mitigates = [] }) => mitigates);
  const meant = [...known].filter((id) => byKind.some((one) => id === one || id.startsWith(`${one}.`)));
  return [...new Set([...asking.filter((id) => known.has(id)), ...meant])].sort();
}

function placeOf({ source, record, byteOffset }: EventRef): string {
  return `${source}\n${record ?? `@${byteOffset}`}`;
}
