/**
 * A CaseFile without what tells whose network it is.
 * In: a CaseFile, an earlier key. Out: a CaseFile with pseudonyms, and the key that maps them back.
 * Must not know: formats of reports; each of them reads a redacted CaseFile as any other.
 */
export { type HiddenKind, REDACTION_KEY_VERSION, type RedactionKey } from './pseudonyms.ts';
export { concealer, type RedactedCase, redactCase } from './redact-case.ts';
