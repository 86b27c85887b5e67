import type { DerivedField, EventRef, FieldValue, LogEvent, LogsourceView, Schema } from '../model/index.ts';

/** Values of derived fields of one event, shared by all views of it. */
export type DerivedValues = Map<DerivedField, FieldValue | undefined>;

/** An event under the field names of one logsource. Reused: `show` points it at the next event. */
export interface EventView extends LogEvent {
  /** @param derived emptied by the caller for each event; a derived field is computed when asked for, and once */
  show(event: LogEvent, derived: DerivedValues): void;
  /** Lets go of the event, which may hold on to a large part of a log. */
  release(): void;
}

/** A view as an event that rules of its logsource can read. Without a name of its own, a field is the log's. */
export function eventView(view: LogsourceView): EventView {
  return new ViewedEvent(view);
}

/**
 * A map without anything in it. One that is cleared for each event makes V8 keep all events of a piece until it collects all
 * garbage: `clear` has what the map held point at what it holds next.
 */
export function emptied<Key, Value>(map: Map<Key, Value>): Map<Key, Value> {
  return map.size === 0 ? map : new Map();
}

const NO_EVENT: LogEvent = {
  schema: { id: '', product: '', views: [] },
  ref: { source: '' },
  timeMs: undefined,
  host: '',
  get: () => undefined,
  entries: () => [],
};
const NOTHING_DERIVED: DerivedValues = new Map();

class ViewedEvent implements EventView {
  readonly #fields: LogsourceView['fields'];
  // Hundreds of rules ask for the same few fields, and decoding one costs more than finding it here. What fields rules ask for
  // is the same for all events, so each has its place.
  readonly #places = new Map<string, number>();
  readonly #values: (FieldValue | undefined)[] = [];
  readonly #readIn: number[] = [];
  #events = 0;
  #event = NO_EVENT;
  #derived = NOTHING_DERIVED;

  constructor(view: LogsourceView) {
    this.#fields = view.fields;
  }

  show(event: LogEvent, derived: DerivedValues): void {
    this.#event = event;
    this.#derived = derived;
    this.#events++;
  }

  release(): void {
    this.show(NO_EVENT, NOTHING_DERIVED);
  }

  get(field: string): FieldValue | undefined {
    const place = this.#places.get(field) ?? this.#newPlace(field);
    if (this.#readIn[place] !== this.#events) {
      this.#values[place] = this.#read(field);
      this.#readIn[place] = this.#events;
    }
    return this.#values[place];
  }

  #newPlace(field: string): number {
    const place = this.#values.push(undefined) - 1;
    this.#places.set(field, place);
    this.#readIn.push(0);
    return place;
  }

  #read(field: string): FieldValue | undefined {
    const source = this.#fields.get(field);
    if (source === undefined) return this.#event.get(field);
    return typeof source === 'string' ? this.#event.get(source) : this.#derive(source);
  }

  #derive(field: DerivedField): FieldValue | undefined {
    const known = this.#derived.get(field);
    if (known !== undefined || this.#derived.has(field)) return known;
    const value = field.derive(field.from.map((name) => this.#event.get(name)));
    this.#derived.set(field, value);
    return value;
  }

  entries(): Iterable<readonly [string, FieldValue]> {
    return this.#event.entries();
  }

  get schema(): Schema {
    return this.#event.schema;
  }

  get ref(): EventRef {
    return this.#event.ref;
  }

  get timeMs(): number | undefined {
    return this.#event.timeMs;
  }

  get host(): string {
    return this.#event.host;
  }
}
