import type { Node } from './binxml.ts';

/** One place in a record's structure that holds a field's value. */
export interface Place {
  /** index of the scope (template instance) whose slots `content` refers to */
  readonly scope: number;
  readonly content: readonly Node[];
  /** slots whose null value leaves the place out, as scope and slot in turn */
  readonly guards: readonly number[];
}

/** A named field of a shape; several places when the name occurs several times. */
export interface Field {
  readonly name: string;
  /** with its section before it, as `System.Level` */
  readonly qualifiedName: string;
  readonly places: readonly Place[];
}

// Measured on public logs, with what finds them again.
const BYTES = { place: 260, field: 240 } as const;

/** Fields and their places, each kept once: shapes have most of theirs in common with others. */
export class SharedFields {
  /** told what shapes cost, in bytes */
  readonly spend: (bytes: number) => void;
  readonly #places = new Map<string, Place>();
  readonly #fields = new Map<Place, Map<string, Field>>();

  constructor(spend: (bytes: number) => void) {
    this.spend = spend;
  }

  place(place: Place): Place {
    const content = contentKey(place.content);
    if (content === undefined) return place;
    const key = `${place.scope} ${place.guards.join(' ')} ${content}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, place);
    this.spend(BYTES.place);
    return place;
  }

  field(section: string, name: string, places: readonly Place[]): Field {
    const qualifiedName = `${section}.${name}`;
    if (places.length > 1) return { name, qualifiedName, places: places.slice() };
    const place = places[0]!;
    let fields = this.#fields.get(place);
    if (fields === undefined) {
      fields = new Map();
      this.#fields.set(place, fields);
    }
    const known = fields.get(qualifiedName);
    if (known !== undefined) return known;
    const field = { name, qualifiedName, places: [place] };
    fields.set(qualifiedName, field);
    this.spend(BYTES.field);
    return field;
  }
}

/** Equal for equal content; undefined for content that hardly ever recurs. */
function contentKey(content: readonly Node[]): string | undefined {
  if (content.length > 1) return undefined;
  const node = content[0];
  if (node === undefined) return '';
  if (node.kind === 'slot') return `${node.slot} ${node.type} ${node.cdata}`;
  return node.kind === 'text' ? `"${node.text}` : undefined;
}
