/**
 * Views: a CaseFile, or its parts as streams, to text. One file per format.
 * In: model types. Out: text, in pieces where it can be long.
 * Must not know: Node, the terminal at hand, how results came about. All log text is hostile here.
 */
export type { AlertGroup, AlertGroups } from './alert-groups.ts';
export {
  AlertGrouper,
  addAlert,
  addGroup,
  alertedRules,
  earlier,
  later,
  ruleKey,
  sortedGroups,
} from './alert-groups.ts';
export { alertLine, jsonText } from './alerts-ndjson.ts';
export { type CaseDiff, caseDiffText, diffCases, gravestWorse } from './case-diff/index.ts';
export type { CaseFileHead } from './case-file-json.ts';
export { caseFileJson } from './case-file-json.ts';
export {
  type CaseItem,
  type CaseItems,
  caseItems,
  caseItemText,
  type FoundRecord,
  refKey,
  shownEvidence,
} from './case-items/index.ts';
export { type CaseView, caseView, type ReportOptions } from './case-view.ts';
export type { TimeText } from './clock.ts';
export { timeTextIn } from './clock.ts';
export { alertsCsv, CSV_COLUMNS } from './csv.ts';
export { ecsLines } from './ecs.ts';
export { htmlReport } from './html/index.ts';
export { lintText } from './lint-text.ts';
export { markdownReport } from './markdown.ts';
export { type MessageOptions, messageText } from './messages.ts';
export { mispEvents } from './misp.ts';
export {
  type AttackCoverage,
  type AttackVersion,
  attackCoverage,
  navigatorLayer,
  type TaggedRule,
  visibilityLayer,
} from './navigator.ts';
export { ocsfLines } from './ocsf.ts';
export { planText, verdictText } from './plan-text.ts';
export { columnsOf, cutToColumns, inertJson, safeText } from './safe-text.ts';
export { type SarifTool, sarifText } from './sarif.ts';
export { type DetectionScore, detectionScore, missedBars, type PlayedTruth, type RunScore, scoreRun } from './score.ts';
export { publishedScore, scorePage, scoreText } from './score-text.ts';
export { stixBundle } from './stix.ts';
export type { SummaryParts } from './summary.ts';
export { summaryText } from './summary.ts';
export type { SummaryOptions } from './summary-layout.ts';
export { timesketchLines } from './timesketch.ts';
export { TLP_LABELS, type Tlp } from './tlp.ts';
export { visibilityText } from './visibility-text.ts';
