import { existsSync } from 'node:fs';
import type { RuleText } from '../investigate.ts';
import type { UsageError } from '../model/index.ts';
import { jsonText, safeText } from '../report/index.ts';
import { type CorrelationRule, parseRules, parseTestEvents, type SigmaRule, type TestEvent } from '../sigma/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { explainEvent, testedEvent } from './explain-event.ts';
import { type CaseTrial, caseTrial, type RuleCase, readRuleCases } from './rule-cases.ts';
import { readRuleFiles, readTextFile } from './rule-files.ts';
import { print, problemText, type Terminal } from './terminal.ts';

/** An event that a rule did not do what its file says with. */
export interface TestFailure {
  /** the file with the event */
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly because: readonly string[];
}

/** What came of the events beside one rule file. */
export interface RuleFileTest {
  readonly file: string;
  readonly hits: number;
  readonly misses: number;
  /** sequences of events that a correlation was tried on */
  readonly cases: number;
  readonly failures: readonly TestFailure[];
}

/**
 * `landfall rules test DIR...`: tries each rule on the events beside it, and each correlation on the cases beside it.
 * @returns 10 when a rule misses a hit, hits a miss, or cannot be loaded
 * @throws UsageError RULES_NONE, INPUT_MISSING; EVENTS_INVALID for the first events file that cannot be read
 */
export async function rulesTest(given: Arguments, terminal: Terminal): Promise<number> {
  const format = choiceOption(given, 'format', ['text', 'json']);
  const { texts, problems } = readRuleFiles(given.operands);
  for (const problem of problems) await print(terminal.stderr, problemText(problem));
  const tests = testRuleFiles(texts);
  await print(terminal.stdout, format === 'json' ? `${jsonText({ files: tests })}\n` : testText(tests));
  return problems.length > 0 || tests.some(({ failures }) => failures.length > 0) ? 10 : 0;
}

/** Rules of one file, with what is wrong with the others in it. */
interface ParsedFile {
  readonly file: string;
  readonly rules: readonly SigmaRule[];
  readonly correlations: readonly CorrelationRule[];
  readonly failures: readonly TestFailure[];
}

function testRuleFiles(texts: readonly RuleText[]): readonly RuleFileTest[] {
  const files = texts.map(({ file, text }): ParsedFile => {
    const { rules, others, errors } = parseRules(text, file);
    const correlations = others.filter((other) => other.kind === 'correlation');
    return { file, rules, correlations, failures: errors.map((error) => failureOf(error, file)) };
  });
  // A correlation refers to rules of other files.
  const { trial, errors } = caseTrial(
    files.flatMap(({ rules }) => rules),
    files.flatMap(({ correlations }) => correlations),
  );
  return files.map((parsed) => {
    const own = errors.filter(({ file }) => file === parsed.file).map((error) => failureOf(error, parsed.file));
    return testRuleFile({ ...parsed, failures: [...parsed.failures, ...own] }, trial);
  });
}

function failureOf({ message, line = 1 }: UsageError, file: string): TestFailure {
  return { file, line, message, because: [] };
}

function testRuleFile({ file, rules, correlations, failures: before }: ParsedFile, trial: CaseTrial): RuleFileTest {
  const base = file.replace(/\.ya?ml$/i, '');
  const hits = eventsOf(`${base}.hits`);
  const misses = eventsOf(`${base}.misses`);
  const caseFile = `${base}.cases`;
  const cases = existsSync(caseFile) ? readRuleCases(caseFile) : [];
  const failures = [
    ...before,
    ...hits.events.flatMap((event) => missedHit(rules, event, hits.file)),
    ...misses.events.flatMap((event) => hitMiss(rules, event, misses.file)),
    ...cases.flatMap((one) => wrongCase(correlations, one, caseFile, trial)),
  ];
  return { file, hits: hits.events.length, misses: misses.events.length, cases: cases.length, failures };
}

/** The correlation of a file with cases is its first; what follows it are parts. */
function wrongCase(
  [correlation]: readonly CorrelationRule[],
  { name, line, alerts, events }: RuleCase,
  file: string,
  trial: CaseTrial,
): readonly TestFailure[] {
  if (correlation === undefined) {
    return [{ file, line, message: `"${name}" has no correlation to be tried on`, because: [] }];
  }
  const found = trial(correlation, events);
  if (found === alerts) return [];
  const message = `"${name}" must make ${alerts} ${alerts === 1 ? 'alert' : 'alerts'} and makes ${found}`;
  return [{ file, line, message, because: [] }];
}

function eventsOf(file: string): { readonly file: string; readonly events: readonly TestEvent[] } {
  return { file, events: existsSync(file) ? parseTestEvents(readTextFile(file).text, file) : [] };
}

function missedHit(rules: readonly SigmaRule[], event: TestEvent, file: string): readonly TestFailure[] {
  const outcomes = rules.map((rule) => explainEvent(rule, testedEvent(event, file)).explanation);
  if (outcomes.some(({ isMatch }) => isMatch)) return [];
  const message = 'this event must alert and does not';
  return [{ file, line: event.line, message, because: outcomes.flatMap(({ because }) => because) }];
}

function hitMiss(rules: readonly SigmaRule[], event: TestEvent, file: string): readonly TestFailure[] {
  return rules.flatMap((rule) => {
    const { isMatch, because } = explainEvent(rule, testedEvent(event, file)).explanation;
    return isMatch ? [{ file, line: event.line, message: 'this event must not alert and does', because }] : [];
  });
}

function testText(tests: readonly RuleFileTest[]): string {
  const failures = tests.flatMap((test) => test.failures);
  const untested = tests.filter(({ hits, misses, cases }) => hits + misses + cases === 0);
  const tested = tests.length - untested.length;
  const sum = (count: (test: RuleFileTest) => number): number => tests.reduce((total, test) => total + count(test), 0);
  return [
    ...failures.flatMap(({ file, line, message, because }) => [
      `✗ ${safeText(`${file}:${line}: ${message}`)}`,
      ...because.map((sentence) => `    ${safeText(sentence)}`),
    ]),
    `${tested} rule files tested with ${sum(({ hits }) => hits)} hits, ${sum(({ misses }) => misses)} misses and ${sum(({ cases }) => cases)} cases: ${failures.length} failures`,
    ...(untested.length === 0 ? [] : [`${untested.length} rule files have no events beside them:`]),
    ...untested.map(({ file }) => `  ${safeText(file)}`),
    '',
  ].join('\n');
}
