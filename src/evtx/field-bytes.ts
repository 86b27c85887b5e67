import type { RecordCursor } from './record.ts';
import type { Place } from './shape.ts';
import type { EvtxFieldBytes } from './types.ts';
import { TYPE } from './value.ts';

const NOT_TOLD = -1;
const NO_BYTES = 0;
const MOST_KINDS = 255;

/** Where in its bytes a record keeps its fields. One object serves all records of a chunk, as its cursor does. */
export class CursorFieldBytes implements EvtxFieldBytes {
  start = 0;
  end = 0;
  readonly #cursor: RecordCursor;

  constructor(cursor: RecordCursor) {
    this.#cursor = cursor;
  }

  get bytes(): Uint8Array {
    return this.#cursor.source.bytes;
  }

  /** Records of one shape differ in their slots only. */
  get form(): number {
    return this.#cursor.shape.id;
  }

  locate(name: string): number {
    const { shape } = this.#cursor;
    const field = shape.field(name);
    if (field === undefined) return shape.namedByValue.length === 0 ? NO_BYTES : NOT_TOLD;
    return field.places.length === 1 ? this.#locatePlace(field.places[0]!) : NOT_TOLD;
  }

  #locatePlace({ scope, content, guards }: Place): number {
    const [node] = content;
    // A constant is there in each record of the shape, unless a slot can leave it out.
    if (content.length !== 1 || node?.kind !== 'slot') {
      return guards.length === 0 && content.every(({ kind }) => kind === 'text') ? NO_BYTES : NOT_TOLD;
    }
    for (let index = 0; index < guards.length; index += 2) {
      if (this.#cursor.slotType(guards[index]!, guards[index + 1]!) === TYPE.null) return NO_BYTES;
    }
    const type = this.#cursor.slotType(scope, node.slot);
    // Nested BinXML refers to places of its chunk.
    if (type === TYPE.binXml || type >= MOST_KINDS) return NOT_TOLD;
    this.start = this.#cursor.slotStart(scope, node.slot);
    this.end = this.start + this.#cursor.slotSize(scope, node.slot);
    return type + 1;
  }
}
