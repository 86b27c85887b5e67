/**
 * Turns records of any log format into LogEvents whose schema says which Sigma logsources they satisfy.
 * In: records that answer fields by name. Out: LogEvent, Schema, and the knowledge of what can be supplied.
 * Must not know: where records come from, which rules exist, any other stage.
 */

export { createNormaliser, type LogRecord, type Normaliser, type NormalPart } from './normaliser.ts';
export { type EventKind, FieldEvent, type Product, type RecordContext } from './product.ts';
export { PRODUCTS, suppliedKnowledge } from './products.ts';
export {
  recordContext,
  type SourceSetting,
  type SourceZone,
  type TimeAssumptions,
  type Zones,
} from './record-context.ts';
export {
  createScriptBlockJoiner,
  type FinishedBlocks,
  inSource,
  type JoinedScriptBlock,
  type PendingBlock,
  type ScriptBlockJoiner,
  type ScriptBlockLimits,
  type ScriptBlockState,
} from './script-blocks.ts';
export { wallClockIn } from './time-zone.ts';
export { windowsKnowledge } from './windows/knowledge.ts';
export { createWindowsNormaliser, type WindowsNormaliser, type WindowsRecord } from './windows.ts';
export { windowsRecordOf } from './windows-json.ts';
