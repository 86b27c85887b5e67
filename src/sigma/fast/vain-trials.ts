import type { FieldValue } from '../../model/index.ts';
import { foldCase } from '../fold-case.ts';
import type { Clause } from './clauses.ts';
import { type FieldCache, isList } from './field-cache.ts';
import { hasForm } from './rule-test.ts';
import type { Witness } from './witness.ts';

// A rule is looked at when it was tried in vain this often, and again each time that has happened this many times more.
const FIRST_LOOK = 8;
const LOOK_AGAIN = 8;
// Trials of one look: a bit each.
const TRIALS = 8;
const MOST_OF_ONE_LOOK = 2;

const NONE: never[] = [];

/**
 * Learns which further conditions of a rule would have saved trying it, from events on which it was tried in vain. What it
 * learns decides how fast rules are ruled out, never which match.
 */
export class VainTrials {
  readonly #clausesLeft: () => readonly Clause[];
  #count = 0;
  #lookAt = FIRST_LOOK;
  #clauses: readonly Clause[] = NONE;
  #missing: number[] = NONE;

  /** @param clausesLeft conditions of the rule that are not used yet */
  constructor(clausesLeft: () => readonly Clause[]) {
    this.#clausesLeft = clausesLeft;
  }

  /** Takes note of a trial in vain of the event that the cache shows. @returns the conditions that should be used too */
  add(cache: FieldCache): readonly Clause[] {
    const trial = this.#count++ - this.#lookAt;
    if (trial < 0) return NONE;
    if (trial === 0) this.#start();
    this.#clauses.forEach((clause, index) => {
      if (!clause.some((witness) => isShown(witness, cache))) this.#missing[index]! |= 1 << trial;
    });
    return trial === TRIALS - 1 ? this.#finish() : NONE;
  }

  #start(): void {
    this.#clauses = this.#clausesLeft();
    this.#missing = this.#clauses.map(() => 0);
    if (this.#clauses.length === 0) this.#lookAt = Number.POSITIVE_INFINITY;
  }

  #finish(): readonly Clause[] {
    this.#lookAt = this.#count * LOOK_AGAIN;
    const found: Clause[] = [];
    for (let left = 2 ** TRIALS - 1; left !== 0 && found.length < MOST_OF_ONE_LOOK; ) {
      const saved = this.#missing.map((missing) => bitCount(missing & left));
      const best = saved.indexOf(Math.max(...saved));
      // What saves one trial in four is worth looking for.
      if (saved[best]! < TRIALS / 4) break;
      found.push(this.#clauses[best]!);
      left &= ~this.#missing[best]!;
    }
    this.#clauses = NONE;
    this.#missing = NONE;
    return found;
  }
}

/** Whether an event shows a witness. */
function isShown(witness: Witness, cache: FieldCache): boolean {
  if (witness.field === '') {
    return witness.kind === 'present' || cache.allFolded().some((text) => isShownBy(text, witness));
  }
  const value = cache.value(cache.slotOf(witness.field));
  if (value === undefined) return false;
  return witness.kind === 'present' || isShownBy(value, witness);
}

function isShownBy(value: FieldValue, witness: Exclude<Witness, { kind: 'present' }>): boolean {
  if (value === null) return false;
  if (isList(value)) return value.some((one) => isShownBy(one, witness));
  const text = foldCase(String(value));
  return hasForm(text, witness.kind, witness.kind === 'equals' ? foldCase(witness.text) : witness.text);
}

function bitCount(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}
