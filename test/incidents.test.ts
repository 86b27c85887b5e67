import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Alert, CaseFile, EventRef } from '../src/model/index.ts';
import type { GroundTruth } from '../src/simulate/index.ts';
import { landfall } from './landfall-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'landfall-incidents-'));
const logs = join(folder, 'logs');
let found: CaseFile;
let truth: GroundTruth;

// A week of a small company with an intruder: some 60,000 events.
beforeAll(() => {
  const made = ['--scenario', 'volt-typhoon:other-paths', '--days', '8', '--hosts', '40', '--seed', '2'];
  expect(landfall(['simulate', ...made, '--out', logs, '-q']).stderr).toBe('');
  const caseFile = join(folder, 'case.json');
  expect(landfall(['hunt', logs, '--json', caseFile, '-q', '--no-progress']).code).toBe(0);
  found = JSON.parse(readFileSync(caseFile, 'utf8')) as CaseFile;
  truth = JSON.parse(readFileSync(join(logs, 'ground-truth.json'), 'utf8')) as GroundTruth;
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the incidents of a simulated intrusion', () => {
  test('the intrusion is one incident, ranked first, with nearly all of its steps and little else', () => {
    const [first] = found.incidents ?? [];
    const steps = stepsOfRecords();
    const ofIncident = (first?.alerts ?? []).map(({ ref }) => steps.get(placeOf(ref)));
    const seen = new Set(ofIncident.flatMap((ids) => ids ?? []));
    const wanted = truth.steps.filter(({ behaviours }) => behaviours.length > 0).map(({ id }) => id);
    expect(wanted.filter((id) => !seen.has(id)).length).toBeLessThanOrEqual(wanted.length * 0.05);
    const told = (first?.alerts ?? []).filter(({ level }) => level !== 'informational');
    const foreign = told.filter(({ ref }) => steps.get(placeOf(ref)) === undefined);
    expect(foreign.length).toBeLessThanOrEqual(told.length * 0.06);
    expect(first?.level).toBe('critical');
  });

  test('no alert is lost: each is in an incident or in a finding', () => {
    const inIncidents = (found.incidents ?? []).flatMap(({ alerts }) => alerts.map(({ count }) => count));
    const inFindings = (found.findings ?? []).map(({ alerts }) => alerts);
    const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
    expect(sum(inIncidents) + sum(inFindings)).toBe(found.alerts.length);
  });

  test('every link, score and sentence names records, and links lead to alerts of their incident', () => {
    for (const { alerts, links, scoreParts, story, entry, now } of found.incidents ?? []) {
      const ids = new Set(alerts.map(({ id }) => id));
      expect(links.filter(({ from, to }) => !ids.has(from) || !ids.has(to))).toEqual([]);
      const grounded = [...links, ...scoreParts, ...story, ...[entry, now].filter((one) => one !== null)];
      expect(grounded.filter(({ evidence }) => evidence.length === 0)).toEqual([]);
    }
  });

  test('is judged with reasons for and against, and never named beyond likely', () => {
    const [assessment] = found.assessments ?? [];
    expect(assessment?.confidence).toBe('high');
    expect(assessment?.evidenceFor.length).toBeGreaterThan(2);
    const words = new Set(assessment?.actors.map(({ band }) => band));
    expect([...words].every((band) => ['likely', 'possible', 'unlikely', 'not-enough'].includes(band))).toBe(true);
    expect(assessment?.accounts.find(({ account }) => account === '*')?.class).toBe('exposed');
  });
});

/** The steps that each record of the ground truth belongs to. */
function stepsOfRecords(): ReadonlyMap<string, readonly string[]> {
  const steps = new Map<string, string[]>();
  for (const { id, events } of truth.steps) {
    for (const { file, record, byteOffset } of events) {
      const key = byteOffset === undefined ? `${file} ${record}` : `${file} @${byteOffset}`;
      steps.set(key, [...(steps.get(key) ?? []), id]);
    }
  }
  return steps;
}

function placeOf({ source, record, byteOffset }: EventRef | Alert['event']): string {
  const file = source.slice(logs.length + 1);
  return record === undefined ? `${file} @${byteOffset}` : `${file} ${record}`;
}
