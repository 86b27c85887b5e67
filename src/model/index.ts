/**
 * The nouns of Landfall: what flows between the stages, and the codes for what can go wrong.
 * In: nothing. Out: types and tiny constructors.
 * Must not know: any other folder, Node, or the world. Imports nothing.
 */
export type { Alert, Because, CorrelatedWindow } from './alert.ts';
export { alertId } from './alert-id.ts';
export type {
  AccountClass,
  AccountScope,
  ActorFit,
  Argument,
  Assessment,
  CleanStatement,
  Confidence,
  ServiceImpact,
  UnseenStep,
} from './assessment.ts';
export { ATTACK_RENAMED } from './attack-versions.ts';
export type {
  AlertedRule,
  CaseFile,
  CorrelationGap,
  FeedReport,
  RuleReport,
  RuleVersion,
  SourceReport,
  UnboundRule,
} from './case-file.ts';
export { CASE_FILE_VERSION } from './case-file.ts';
export { byCodePoint } from './code-point-order.ts';
export type { ProblemCode, UsageCode } from './codes.ts';
export { PROBLEM_CODES, USAGE_CODES } from './codes.ts';
export { deedsOf, tellsBehaviour } from './deeds.ts';
export type { FieldRecord, JsonMembers, JsonRecord, RecordStructure } from './field-record.ts';
export { membersOf } from './field-record.ts';
export { fileName } from './file-name.ts';
export { type FolderHost, learnFolderHosts } from './folder-host.ts';
export type {
  AlertContext,
  CorrelationResult,
  Entity,
  EntityKind,
  Finding,
  HostRole,
  Incident,
  IncidentAlert,
  IncidentProcess,
  Link,
  LinkKind,
  ScorePart,
  Stage,
  Statement,
} from './incident.ts';
export type { Indicator, IndicatorKind, IndicatorSource } from './indicator.ts';
export { INDICATOR_KINDS } from './indicator.ts';
export { ipv6Text } from './ipv6-text.ts';
export { type JsonSchema, type SchemaFault, schemaFaults } from './json-schema.ts';
export type { Level } from './level.ts';
export { LEVELS, levelRank, parseLevel } from './level.ts';
export type { LintCheckInfo, LintFinding, LintSeverity } from './lint-finding.ts';
export { LINT_SEVERITIES } from './lint-finding.ts';
export type {
  DerivedField,
  EventRef,
  FieldBytes,
  FieldSource,
  FieldValue,
  GatheredBytes,
  LogEvent,
  LogsourceView,
  RawLayout,
  RawText,
  Schema,
  TextRuns,
} from './log-event.ts';
export type { LogsourceGap, LogsourceKnowledge, LogsourceSupply } from './logsource-supply.ts';
export { type Msg, type MsgValue, msg } from './message.ts';
export type {
  AccountHours,
  Change,
  ClockJump,
  ClockSkew,
  CommandUse,
  CoveredKind,
  FlowPath,
  HostAddress,
  LargeTable,
  Lease,
  LogCoverage,
  LogonKind,
  LogonPath,
  NameAnswer,
  ObservationLimit,
  Observations,
  ProcessStart,
  RecordRun,
  RelayedFlow,
  Seen,
  Session,
} from './observation.ts';
export type {
  OrganisationContact,
  OrganisationFileNotes,
  OrganisationNotes,
  OrganisationReport,
} from './organisation.ts';
export type {
  EvictionPlan,
  PlanAccountKind,
  PlanCommand,
  PlanFields,
  PlanLogProof,
  PlanPersonProof,
  PlanPhase,
  PlanPhaseId,
  PlanProof,
  PlanShell,
  PlanStep,
  PlanTarget,
  StepVerdict,
} from './plan.ts';
export { PLAN_PHASES, PLAN_VERSION } from './plan.ts';
export type { Problem } from './problem.ts';
export type { RuleNotes } from './rule-notes.ts';
export { sentElsewhere } from './sent-elsewhere.ts';
export { stableId } from './stable-id.ts';
export type {
  Suppression,
  SuppressionFile,
  SuppressionReport,
  SuppressionScope,
  SuppressionUse,
} from './suppression.ts';
export { UsageError } from './usage-error.ts';
export type {
  BehaviourSight,
  GapKind,
  Sight,
  Visibility,
  VisibilityFix,
  VisibilityGap,
} from './visibility.ts';
export { offsetIn } from './zone-offset.ts';
