import type { FieldRecord, JsonRecord, LogEvent, RecordStructure } from '../model/index.ts';
import { innerRecord } from './inner-record.ts';
import { type EventKind, FieldEvent, type Product, type RecordContext } from './product.ts';
import { LAST_PRODUCTS, PRODUCTS } from './products.ts';
import type { TimeAssumptions } from './record-context.ts';
import type { ScriptBlockState } from './script-blocks.ts';
import { createWindowsNormaliser, type WindowsNormaliser, type WindowsRecord } from './windows.ts';
import { windowsRecordOf } from './windows-json.ts';
import { otherWindowsRecord } from './windows-other.ts';

/** A record of any log format. */
export type LogRecord = WindowsRecord | FieldRecord;

/** What is left of normalising a piece of a file. Plain data. */
export interface NormalPart {
  /** script blocks of which parts may yet come */
  readonly openBlocks?: ScriptBlockState;
  /** times that had to be taken for something */
  readonly assumed?: TimeAssumptions;
}

/** Turns records of any format into LogEvents. */
export interface Normaliser {
  readonly windows: WindowsNormaliser;
  toLogEvent(record: LogRecord, context: RecordContext): LogEvent;
}

// A log has some dozen structures of records; only a forged one has more, and forgetting them costs asking again.
const MAX_STRUCTURES = 10_000;

// A store's record around a shipper's around a collector's.
const MAX_ENVELOPES = 3;

/** Tells products by what records hold; remembers what it was told of each structure. */
export function createNormaliser(): Normaliser {
  const windows = createWindowsNormaliser();
  const known = new Map<RecordStructure, Finders>();
  const findersFor = (structure: RecordStructure): Finders => {
    let finders = known.get(structure);
    if (finders === undefined) {
      if (known.size >= MAX_STRUCTURES) known.clear();
      finders = { first: findersOf(PRODUCTS, structure), last: findersOf(LAST_PRODUCTS, structure) };
      known.set(structure, finders);
    }
    return finders;
  };
  /** @returns undefined when nothing recognises the record or what is in it */
  const recognised = (record: FieldRecord, context: RecordContext, depth: number): LogEvent | undefined => {
    const windowsRecord = isJson(record) ? windowsRecordOf(record) : undefined;
    if (windowsRecord !== undefined) return windows.toLogEvent(windowsRecord, context.source);
    const { first, last } = findersFor(record.structure);
    const kind = kindOf(record, first);
    if (kind !== undefined) return new FieldEvent(kind, record, context);
    const otherRecord = otherWindowsRecord(record, context);
    if (otherRecord !== undefined) return windows.toLogEvent(otherRecord, context.source);
    const inner = depth < MAX_ENVELOPES ? innerRecord(record) : undefined;
    const innerEvent = inner && recognised(inner, context, depth + 1);
    if (innerEvent !== undefined) return innerEvent;
    const lastKind = kindOf(record, last);
    return lastKind && new FieldEvent(lastKind, record, context);
  };
  return {
    windows,
    toLogEvent: (record, context) => {
      if (!('structure' in record)) return windows.toLogEvent(record, context.source);
      return recognised(record, context, 0) ?? new FieldEvent(UNKNOWN, record, context);
    },
  };
}

type KindFinder = Exclude<ReturnType<Product['recognise']>, undefined>;

/** Who may recognise records of a structure, before and after it is looked into them. */
interface Finders {
  readonly first: readonly KindFinder[];
  readonly last: readonly KindFinder[];
}

function findersOf(products: readonly Product[], structure: RecordStructure): readonly KindFinder[] {
  return products.map((product) => product.recognise(structure)).filter((finder) => finder !== undefined);
}

function kindOf(record: FieldRecord, finders: readonly KindFinder[]): EventKind | undefined {
  for (const find of finders) {
    const kind = find(record);
    if (kind !== undefined) return kind;
  }
  return undefined;
}

function isJson(record: FieldRecord): record is JsonRecord {
  return 'value' in record;
}

/** Events of products that no table knows: counted, and matched by no rule. */
const UNKNOWN: EventKind = {
  schema: { id: 'unknown', product: '', views: [] },
  timeMs: () => undefined,
  host: () => '',
};
