/**
 * Writes EVTX: event definitions in, bytes of a Windows event log out. For fixtures, simulated logs and tests.
 * In: plain event definitions. Out: a whole file, or blocks of it in bounded memory.
 * Must not know: the reader's internals, rules, Node, or any other folder. Imports nothing.
 */
export {
  corruptChecksum,
  dirtyHeaderCounts,
  flipBits,
  lieAboutRecordSize,
  loopHashChains,
  repeatChunk,
  resealChecksums,
  spliceChunks,
  truncate,
  zeroHeader,
} from './damage.ts';
export type {
  EventDataItem,
  EventDefinition,
  EventScalar,
  EventScalarType,
  EventValueType,
  RenderingInfo,
  TypedValue,
  UserElement,
  UserNode,
} from './definition.ts';
export type { EvtxBlock, EvtxWriterOptions } from './evtx-writer.ts';
export { EvtxWriter, evtxBlocks, writeEvtx } from './evtx-writer.ts';
export { nestDeep, nestTemplates, templateLoop } from './hostile.ts';
export { type EventMoment, PreparedEvent } from './prepared-event.ts';
