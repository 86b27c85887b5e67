/**
 * Landfall as a library: the stages in their order, and the types that flow.
 * In: bytes and rule texts. Out: alerts, reports, CaseFiles as text.
 * Must not know: the command line. The parts that stand alone are `landfall/evtx` and `landfall/sigma`.
 */
export * from './investigate.ts';
export * from './model/index.ts';
export { evtxFormat, identify, type LogFormat, type Piece } from './read/index.ts';
export { alertLine, alertsCsv, type CaseFileHead, caseFileJson, safeText, summaryText } from './report/index.ts';
