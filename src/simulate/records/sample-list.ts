import type { Fact, FactKind } from '../facts.ts';

/** A fact without what its place in the simulation decides. */
export type Sample = Omit<Fact, 'id' | 'timeMs' | 'host'> & Partial<Pick<Fact, 'host'>>;

type Body<Kind extends FactKind> = Omit<Extract<Fact, { kind: Kind }>, 'id' | 'timeMs' | 'kind' | 'host'> &
  Partial<Pick<Fact, 'host'>>;

/** Gathers facts for tests. */
export function sampleList(): {
  readonly samples: readonly Sample[];
  readonly fact: <Kind extends FactKind>(kind: Kind, body: Body<Kind>) => void;
} {
  const samples: Sample[] = [];
  return { samples, fact: (kind, body) => samples.push({ ...body, kind } as Sample) };
}
