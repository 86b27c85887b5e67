import { existsSync } from 'node:fs';
import { jsonText, safeText } from '../report/index.ts';
import { parseRules, parseTestEvents, type SigmaRule, type TestEvent } from '../sigma/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { explainEvent, testedEvent } from './explain-event.ts';
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
  readonly failures: readonly TestFailure[];
}

/**
 * `landfall rules test DIR...`: tries each rule on the events beside it.
 * @returns 10 when a rule misses a hit, hits a miss, or cannot be loaded
 * @throws UsageError RULES_NONE, INPUT_MISSING; EVENTS_INVALID for the first events file that cannot be read
 */
export async function rulesTest(given: Arguments, terminal: Terminal): Promise<number> {
  const format = choiceOption(given, 'format', ['text', 'json']);
  const { texts, problems } = readRuleFiles(given.operands);
  for (const problem of problems) await print(terminal.stderr, problemText(problem));
  const tests = texts.map(({ file, text }) => testRuleFile(file, text));
  await print(terminal.stdout, format === 'json' ? `${jsonText({ files: tests })}\n` : testText(tests));
  return problems.length > 0 || tests.some(({ failures }) => failures.length > 0) ? 10 : 0;
}

function testRuleFile(file: string, text: string): RuleFileTest {
  const { rules, errors } = parseRules(text, file);
  const base = file.replace(/\.ya?ml$/i, '');
  const hits = eventsOf(`${base}.hits`);
  const misses = eventsOf(`${base}.misses`);
  const broken = errors.map(({ message, line = 1 }) => ({ file, line, message, because: [] }));
  const failures = [
    ...broken,
    ...hits.events.flatMap((event) => missedHit(rules, event, hits.file)),
    ...misses.events.flatMap((event) => hitMiss(rules, event, misses.file)),
  ];
  return { file, hits: hits.events.length, misses: misses.events.length, failures };
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
  const untested = tests.filter(({ hits, misses }) => hits + misses === 0);
  const tested = tests.length - untested.length;
  const sum = (count: (test: RuleFileTest) => number): number => tests.reduce((total, test) => total + count(test), 0);
  return [
    ...failures.flatMap(({ file, line, message, because }) => [
      `✗ ${safeText(`${file}:${line}: ${message}`)}`,
      ...because.map((sentence) => `    ${safeText(sentence)}`),
    ]),
    `${tested} rule files tested with ${sum(({ hits }) => hits)} hits and ${sum(({ misses }) => misses)} misses: ${failures.length} failures`,
    ...(untested.length === 0 ? [] : [`${untested.length} rule files have no events beside them:`]),
    ...untested.map(({ file }) => `  ${safeText(file)}`),
    '',
  ].join('\n');
}
