import type { FieldValue, PlanFields, PlanProof } from '../model/index.ts';
import type { PlaybookProof } from './playbook.ts';
import type { BoundTarget } from './targets.ts';

/** Names that proofs look for besides that of their target. */
export interface ProofNames {
  /** of the domain controllers */
  readonly controllers: readonly string[];
  /** of accounts of the domain, and of its computers with `$` */
  readonly accounts: readonly string[];
  readonly computers: readonly string[];
}

/** The proof of a step with the names of its target filled in. */
export function proofOf(proof: PlaybookProof, target: BoundTarget | null, names: ProofNames): PlanProof {
  if ('confirms' in proof) return { by: 'person', text: proof.text, confirms: proof.confirms };
  const fill = (lists: readonly PlanFields[] = []): PlanFields[] => lists.map((fields) => filled(fields, target));
  const { text, logs, on, times = 1, hoursApart = 0, each } = proof;
  const machine = target?.machine ?? target?.name;
  const hosts = on === 'controllers' ? names.controllers : on === 'target' ? [machine ?? ''] : [];
  return {
    ...{ by: 'log', text, logs, hosts, times, hoursApart, undoneAnywhere: on !== 'target' },
    each: each === undefined ? null : { field: each.field, values: names[each.of] },
    ...{ done: fill(proof.done), undone: fill(proof.undone) },
    ...{ settled: fill(proof.settled), tells: fill(proof.tells) },
  };
}

const PLACE = /\{(user|machine|name)\}/g;

function filled(fields: PlanFields, target: BoundTarget | null): PlanFields {
  const names: Readonly<Record<string, string>> = {
    user: target?.name ?? '',
    name: shortName(target?.name ?? '').toUpperCase(),
    machine: shortName(target?.machine ?? target?.name ?? '').toUpperCase(),
  };
  const fill = (value: FieldValue): FieldValue =>
    typeof value === 'string' ? value.replace(PLACE, (_, place: string) => names[place]!) : value;
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, fill(value)]));
}

function shortName(host: string): string {
  return host.split('.', 1)[0]!.toLowerCase();
}
