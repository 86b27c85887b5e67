import type { FieldRecord, FieldValue } from '../model/index.ts';
import type { EventKind } from './product.ts';

/** How fields are read from a message: the named groups of a pattern, and values that the message implies. */
export interface MessagePattern {
  /** anchored at its start, without nested repetition; its named groups are fields */
  readonly pattern: RegExp;
  readonly implies?: Readonly<Record<string, FieldValue>>;
}

// No message that a pattern knows is longer; what is forged costs no more.
const MAX_MESSAGE_LENGTH = 4096;

/**
 * Readers of the fields that the first fitting pattern finds in a record's message.
 * @param field that holds the message
 */
export function messageFields(
  patterns: readonly MessagePattern[],
  field = 'message',
): NonNullable<EventKind['fields']> {
  // Rules ask for several fields of a record.
  const known = new WeakMap<FieldRecord, ReadonlyMap<string, FieldValue>>();
  const parse = (record: FieldRecord): ReadonlyMap<string, FieldValue> => {
    let found = known.get(record);
    if (found === undefined) {
      found = parseMessage(String(record.get(field) ?? ''), patterns);
      known.set(record, found);
    }
    return found;
  };
  const names = new Set(
    patterns.flatMap(({ pattern, implies = {} }) => [...groupNames(pattern), ...Object.keys(implies)]),
  );
  return new Map([...names].map((name) => [name, (record: FieldRecord) => parse(record).get(name)]));
}

const NOTHING: ReadonlyMap<string, FieldValue> = new Map();

function parseMessage(message: string, patterns: readonly MessagePattern[]): ReadonlyMap<string, FieldValue> {
  const text = message.slice(0, MAX_MESSAGE_LENGTH);
  for (const { pattern, implies = {} } of patterns) {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) continue;
    const found = Object.entries(groups).filter(([, value]) => value !== undefined && value !== '');
    return new Map<string, FieldValue>([...Object.entries(implies), ...found]);
  }
  return NOTHING;
}

function groupNames(pattern: RegExp): readonly string[] {
  return [...pattern.source.matchAll(/\(\?<([A-Za-z_]\w*)>/g)].map(([, name]) => name!);
}
