import type { FieldRecord, JsonRecord, LogEvent, RecordStructure } from '../model/index.ts';
import { type EventKind, FieldEvent, type Product, type RecordContext } from './product.ts';
import { PRODUCTS } from './products.ts';
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

/** Tells products by what records hold; remembers what it was told of each structure. */
export function createNormaliser(): Normaliser {
  const windows = createWindowsNormaliser();
  const kinds = new Map<RecordStructure, readonly KindFinder[]>();
  const findersFor = (structure: RecordStructure): readonly KindFinder[] => {
    let finders = kinds.get(structure);
    if (finders === undefined) {
      if (kinds.size >= MAX_STRUCTURES) kinds.clear();
      finders = PRODUCTS.map((product) => product.recognise(structure)).filter((finder) => finder !== undefined);
      kinds.set(structure, finders);
    }
    return finders;
  };
  return {
    windows,
    toLogEvent: (record, context) => {
      if (!('structure' in record)) return windows.toLogEvent(record, context.source);
      const windowsRecord = isJson(record) ? windowsRecordOf(record) : undefined;
      if (windowsRecord !== undefined) return windows.toLogEvent(windowsRecord, context.source);
      const kind = kindOf(record, findersFor(record.structure));
      if (kind !== undefined) return new FieldEvent(kind, record, context);
      const otherRecord = otherWindowsRecord(record, context);
      if (otherRecord !== undefined) return windows.toLogEvent(otherRecord, context.source);
      return new FieldEvent(UNKNOWN, record, context);
    },
  };
}

type KindFinder = Exclude<ReturnType<Product['recognise']>, undefined>;

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
