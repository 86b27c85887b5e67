import type { CaseFile, Entity } from '../../model/index.ts';
import { nameReplacer } from './name-finder.ts';
import { createPseudonyms, type HiddenKind, type Pseudonyms, type RedactionKey } from './pseudonyms.ts';
import { findSensitiveNames } from './sensitive-names.ts';
import { withTexts } from './texts.ts';

/** A CaseFile in which nothing tells whose network it is, and what maps its pseudonyms back. */
export interface RedactedCase {
  readonly caseFile: CaseFile;
  readonly key: RedactionKey;
}

/**
 * Replaces accounts, hosts, domains, private addresses, SIDs and secrets in command lines by pseudonyms, in every text of
 * a CaseFile that a log can have filled, and leaves out what the organisation told of itself. Public addresses, times,
 * programs, techniques and rules stay.
 * @param earlier the key of an earlier redaction, whose pseudonyms stay the same
 * @param words what else is to be hidden
 */
export function redactCase(
  caseFile: CaseFile,
  earlier: RedactionKey | undefined,
  words: readonly string[] = [],
): RedactedCase {
  const pseudonyms = createPseudonyms(earlier);
  const shared = withoutOrganisation(caseFile);
  findSensitiveNames(shared, pseudonyms, words);
  const redacted = withTexts(shared, nameReplacer(pseudonyms.entries()));
  const { tool } = caseFile;
  const { entities } = redacted;
  const known = entities === undefined ? {} : { entities: withoutTwins(entities) };
  return { caseFile: { ...redacted, tool, ...known }, key: pseudonyms.key() };
}

/**
 * Makes a function that hides what is not meant for one reader, in texts made from a case.
 * @param words what else is to be hidden
 * @param isKept what the reader may see
 */
export function concealer(
  caseFile: CaseFile,
  words: readonly string[],
  isKept: (kind: HiddenKind, text: string) => boolean,
): (text: string) => string {
  const pseudonyms = createPseudonyms(undefined);
  // What is kept takes part as itself: a hidden name that is a part of it does not break it.
  const kept = new Set<string>();
  const add: Pseudonyms['add'] = (kind, identity, text) => {
    if (isKept(kind, text)) kept.add(text);
    else pseudonyms.add(kind, identity, text);
  };
  findSensitiveNames(caseFile, { ...pseudonyms, add }, words);
  return nameReplacer([...[...kept].map((text) => ({ text })), ...pseudonyms.entries()]);
}

/**
 * What an organisation told of itself and decided names its services, partners and people in words that no pseudonym can
 * stand for.
 */
function withoutOrganisation({ organisation: _, suppressions: _decisions, ...caseFile }: CaseFile): CaseFile {
  const { assessments } = caseFile;
  if (assessments === undefined) return caseFile;
  return { ...caseFile, assessments: assessments.map((assessment) => ({ ...assessment, impact: [] })) };
}

/** Names of one thing have become one. */
function withoutTwins(entities: readonly Entity[]): Entity[] {
  const byId = new Map(entities.map((entity) => [entity.id, entity]));
  return [...byId.values()].map((entity) => ({
    ...entity,
    aliases: [...new Set(entity.aliases)].filter((alias) => alias !== entity.name),
  }));
}
