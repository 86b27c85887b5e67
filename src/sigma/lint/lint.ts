import {
  byCodePoint,
  type LintCheckInfo,
  type LintFinding,
  type LintSeverity,
  type UsageCode,
  UsageError,
} from '../../model/index.ts';
import { planOrder } from '../correlation/order-plan.ts';
import { indexLines } from '../line-index.ts';
import { type OtherDocument, parseRules } from '../parse-rule.ts';
import { entryOf, readYaml, type YamlMap } from '../yaml.ts';
import { ACROSS_CHECKS } from './across-checks.ts';
import type { LintCheck, LintFault, LintOptions } from './check.ts';
import { CHECKS } from './checks.ts';
import { type LintDocument, lintDocument } from './document.ts';
import { PARSER_CHECKS } from './parser-checks.ts';

/** Every check, by name. `docs/lint.md` is generated from it. */
export const LINT_CHECKS: readonly LintCheckInfo[] = [...PARSER_CHECKS.values(), ...CHECKS, ...ACROSS_CHECKS].toSorted(
  (a, b) => byCodePoint(a.id, b.id),
);

/** A rule file's text under the name to show in findings. */
export interface LintSource {
  readonly file: string;
  readonly text: string;
}

/**
 * Checks the rules, correlations and filters of one file against the Sigma specification and common conventions.
 * @param file named in findings and checked as a file name; not opened
 * @returns findings in the order of the text; empty for a file without fault
 * @throws never for any text
 * Source: each entry of LINT_CHECKS names its own.
 * @example
 * const errors = lint(text, 'rules/mimikatz.yml').filter(({ severity }) => severity === 'error');
 */
export function lint(text: string, file: string, options: LintOptions = {}): readonly LintFinding[] {
  const { findings } = lintOne({ file, text }, options);
  return findings.toSorted(byPlace);
}

/**
 * Checks files as `lint` does, and them against each other: ids and titles that occur twice, references that lead
 * nowhere. @returns findings by file in the order given, then in the order of the text
 */
export function lintFiles(sources: readonly LintSource[], options: LintOptions = {}): readonly LintFinding[] {
  const results = sources.map((source) => lintOne(source, options));
  const documents = results.flatMap((result) => result.documents);
  const byFile = new Map(results.map(({ findings }, index) => [sources[index]!.file, [...findings]]));
  for (const check of ACROSS_CHECKS) {
    for (const { document, fault } of check.findAcross(documents)) {
      byFile.get(document.file)?.push(toFinding(check, fault, document));
    }
  }
  return [...byFile.values()].flatMap((findings) => findings.sort(byPlace));
}

interface FileResult {
  readonly documents: readonly LintDocument[];
  readonly findings: readonly LintFinding[];
}

function lintOne({ file, text }: LintSource, options: LintOptions): FileResult {
  const documents = documentsOf(text, file);
  const findings = documents.flatMap((document) =>
    CHECKS.filter(({ kinds }) => kinds?.includes(document.kind) ?? true).flatMap((check) =>
      run(check, document, options),
    ),
  );
  // A named check says more than the parser, which stops at the first fault of a document.
  const errorLines = new Set(findings.filter(({ severity }) => severity === 'error').map(({ line }) => line));
  const parserFindings = parserFindingsOf(text, file).filter(({ line }) => !errorLines.has(line));
  return { documents, findings: [...findings, ...parserFindings] };
}

function documentsOf(text: string, file: string): readonly LintDocument[] {
  const hasByteOrderMark = text.startsWith('\ufeff');
  const source = hasByteOrderMark ? text.slice(1) : text;
  const lines = indexLines(source);
  const maps = readYaml(source)
    .map((document) => ('root' in document ? document.root : undefined))
    .filter((root): root is YamlMap => root?.kind === 'map');
  const isPart = maps.some((map) => entryOf(map, 'action') !== undefined);
  return maps.map((map, index) =>
    lintDocument(map, { file, source, lines, isPart, isFirst: index === 0, hasByteOrderMark }),
  );
}

// Nobody reads more of one kind, and a hostile rule cannot ask for more work.
const MAX_FAULTS = 100;

function run(check: LintCheck, document: LintDocument, options: LintOptions): LintFinding[] {
  const findings: LintFinding[] = [];
  for (const fault of check.find(document, options)) {
    findings.push(toFinding(check, fault, document));
    if (findings.length === MAX_FAULTS) break;
  }
  return findings;
}

function toFinding({ id, severity }: LintCheckInfo, fault: LintFault, { file, lines }: LintDocument): LintFinding {
  const { offset, message, hint } = fault;
  return { check: id, severity, message, ...(hint === undefined ? {} : { hint }), file, ...lines.at(offset) };
}

function parserFindingsOf(text: string, file: string): LintFinding[] {
  const { errors, others } = parseRules(text, file);
  return [...errors, ...others.flatMap(orderErrors)].map(({ code, message, hint, line = 1, column = 1 }) => {
    const { id, severity } = parserCheck(code);
    return { check: id, severity, message, ...(hint === undefined ? {} : { hint }), file, line, column };
  });
}

/** What a hunt refuses though each part is as it must be: more orders of rules than can be followed. */
function orderErrors(document: OtherDocument): readonly UsageError[] {
  if (document.kind !== 'correlation') return [];
  try {
    planOrder(document);
  } catch (error) {
    if (error instanceof UsageError) return [error];
    throw error;
  }
  return [];
}

function parserCheck(code: UsageCode): { readonly id: string; readonly severity: LintSeverity } {
  return PARSER_CHECKS.get(code) ?? PARSER_CHECKS.get('RULE_INVALID')!;
}

function byPlace(a: LintFinding, b: LintFinding): number {
  return a.line - b.line || a.column - b.column || byCodePoint(a.check, b.check);
}
