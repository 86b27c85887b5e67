import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readRuleFiles } from '../src/cli/rule-files.ts';
import { Investigation, type LoadedRules, loadRules } from '../src/investigate.ts';
import type { Alert } from '../src/model/index.ts';
import { identify, isProblem } from '../src/read/index.ts';
import { DEV_FOLDER, hasDevCorpus, sourceOf } from './dev-corpus.ts';
import { intrusion, type WindowsFact, WRAPPINGS } from './same-evidence.ts';

const OWN_RULES = 'fixtures/cases/small-intrusion/rules';
const COMMUNITY_RULES = '../shared/data/sigma-rules';
const hasCommunityRules = existsSync(COMMUNITY_RULES);
if (!hasCommunityRules)
  console.log(`left out: community rules in every wrapping, because ${COMMUNITY_RULES} is absent`);

const REGRESSION_CASES = join(DEV_FOLDER, 'sigma-regression');
const hasRegressionCases = hasDevCorpus('regression cases as JSON');

// All community rules, on a machine that does other work too.
const LOADING_MS = 120_000;

const facts = intrusion();
const others = Object.keys(WRAPPINGS).filter((name) => name !== 'EVTX');

test('the intrusion has events of every kind that all wrappings carry', () => {
  expect(facts.length).toBeGreaterThan(100);
  expect([...new Set(facts.map(({ eventId }) => eventId))].sort((left, right) => left - right)).toEqual([
    1, 3, 11, 13, 4624,
  ]);
});

describe.each([
  ['the rules of the case', OWN_RULES, 5, true],
  ['community rules', COMMUNITY_RULES, 30, hasCommunityRules],
])('with %s', (_, folder, fewest, isHere) => {
  let rules: LoadedRules;
  let inEvtx: readonly string[];

  beforeAll(() => {
    if (!isHere) return;
    rules = loadRules({ ruleTexts: readRuleFiles([folder]).texts });
    inEvtx = alertsIn('EVTX', rules);
  }, LOADING_MS);

  test.skipIf(!isHere)('EVTX gives alerts', () => {
    expect(inEvtx.length).toBeGreaterThanOrEqual(fewest);
  });

  test.skipIf(!isHere).each(others)('%s gives the same alerts as EVTX', (wrapping) => {
    expect(alertsIn(wrapping, rules)).toEqual(inEvtx);
  });
});

describe.skipIf(!hasRegressionCases || !hasCommunityRules)('public logs', () => {
  test('every regression case of the community rules gives as JSON what it gives as EVTX', () => {
    const rules = loadRules({ ruleTexts: readRuleFiles([COMMUNITY_RULES]).texts });
    const investigation = new Investigation(rules, { carve: false });
    const files = readdirSync(REGRESSION_CASES, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.json'),
    );
    let alerts = 0;
    for (const file of files.map((name) => join(REGRESSION_CASES, name))) {
      const asJson = hunt(file, new Uint8Array(readFileSync(file)), investigation);
      const asEvtx = hunt(file, new Uint8Array(readFileSync(file.replace(/json$/, 'evtx'))), investigation);
      expect([asJson.events, asJson.alerts.map(essence).sort()], file).toEqual([
        asEvtx.events,
        asEvtx.alerts.map(essence).sort(),
      ]);
      alerts += asJson.alerts.length;
    }
    expect([files.length, alerts > files.length]).toEqual([99, true]);
  });
});

/** What is to be the same: rule, host, time and record of each alert, in an order of their own. */
function alertsIn(wrapping: string, rules: LoadedRules): readonly string[] {
  const investigation = new Investigation(rules, { carve: false });
  const hunted = [...WRAPPINGS[wrapping]!(facts)].map(([source, content]) => hunt(source, content, investigation));
  expect(hunted.reduce((sum, { events }) => sum + events, 0)).toBe(facts.length);
  return hunted.flatMap(({ alerts }) => alerts.map(essence)).sort();
}

function hunt(
  source: string,
  content: Uint8Array,
  investigation: Investigation,
): { readonly events: number; readonly alerts: Alert[] } {
  const bytes = sourceOf(content);
  const format = identify(source, bytes);
  if (isProblem(format)) throw new Error(`${source}: ${format.message}`);
  const alerts: Alert[] = [];
  let events = 0;
  for (const range of format.split(bytes)) {
    const whole = { isFirst: true, isLast: true, sizeBytes: content.length };
    const piece = { source, changedMs: Date.UTC(2026, 2, 10), format: format.name, range, ...whole };
    const steps = investigation.run(piece, bytes, (alert) => alerts.push(alert));
    let step = steps.next();
    while (step.done !== true) step = steps.next(true);
    expect(step.value.problems).toEqual([]);
    events += step.value.events;
  }
  return { events, alerts };
}

function essence({ rule, host, timeMs, event }: Alert): string {
  const record = event.record ?? recordAt(host, timeMs);
  return [rule.id, rule.title, host.toLowerCase(), new Date(timeMs!).toISOString(), record].join(' | ');
}

/** Defender's rows have no record number; an event is found by its host and time. */
function recordAt(host: string, timeMs: number | null): number | undefined {
  const isSame = (fact: WindowsFact): boolean => fact.timeMs === timeMs && fact.computer.toLowerCase() === host;
  return facts.find(isSame)?.recordId;
}
