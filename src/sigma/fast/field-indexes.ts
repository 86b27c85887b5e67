import { foldCase } from '../fold-case.ts';
import type { FieldCache } from './field-cache.ts';
import { GramIndex } from './gram-index.ts';
import type { Witness } from './witness.ts';

/** Rules by what one field must show. */
export interface FieldIndex {
  /** of the field in the cache; -1 for any field */
  readonly slot: number;
  /** rules by the whole folded text */
  readonly exact: Map<string, number[]>;
  readonly grams: GramIndex;
  /** rules that need no more than the field's presence */
  readonly present: number[];
}

/** Rules by what the fields that they need must show. */
export class FieldIndexes {
  readonly byField = new Map<string, FieldIndex>();
  anyField: FieldIndex | undefined;

  get isEmpty(): boolean {
    return this.byField.size === 0 && this.anyField === undefined;
  }

  file(witness: Witness, rule: number, cache: FieldCache): void {
    const index = this.#indexOf(witness.field, cache);
    if (witness.kind === 'present') index.present.push(rule);
    else if (witness.kind !== 'equals') index.grams.add(witness.text, rule);
    else {
      const text = foldCase(witness.text);
      const filed = index.exact.get(text);
      if (filed === undefined) index.exact.set(text, [rule]);
      else filed.push(rule);
    }
  }

  #indexOf(field: string, cache: FieldCache): FieldIndex {
    const known = field === '' ? this.anyField : this.byField.get(field);
    if (known !== undefined) return known;
    const slot = field === '' ? -1 : cache.slotOf(field);
    const index: FieldIndex = { slot, exact: new Map(), grams: new GramIndex(), present: [] };
    if (field === '') this.anyField = index;
    else this.byField.set(field, index);
    return index;
  }
}
