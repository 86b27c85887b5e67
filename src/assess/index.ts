/**
 * Stage: Incidents to Assessments: how sure, who it could be, what could not be seen, what it touches, which accounts.
 * In: an incident, observations, visibility, what was published of groups. Out: sentences with their evidence.
 * Must not know: logs, formats, other stages, Node. Never names a state; never says more than "likely".
 */
export type { ActorPattern, GroupData, PatternStep } from './actor-data.ts';
export { compareActors, type SeenTechnique } from './actors.ts';
export { type AssessmentInput, assess } from './assess.ts';
export { emptyLogs } from './empty-logs.ts';
export { knownRoles } from './known-roles.ts';
export { type ReadOrganisation, readOrganisation, unseenHosts } from './organisation-notes.ts';
export { ORGANISATION_NOTES_SCHEMA } from './organisation-schema.ts';
export { seeVisibility, sightsOnHosts, type VisibilityInput } from './visibility.ts';
export type { CatalogueRow, EvidenceSource, VisibilityData } from './visibility-data.ts';
