import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bindRules, createDetector } from '../src/detect/index.ts';
import { type EvtxRecord, readEvtx } from '../src/evtx/index.ts';
import type { Alert, LogEvent, Schema } from '../src/model/index.ts';
import { createWindowsNormaliser, windowsKnowledge } from '../src/normalise/index.ts';
import { parseRules, type SigmaRule } from '../src/sigma/index.ts';

const SHARED = '../shared/data';
const RULES = join(SHARED, 'sigma-rules');
const CASES = join(SHARED, 'dev/EXPECTED-sigma.tsv');
const hasShared = existsSync(RULES) && existsSync(CASES);
if (!hasShared) console.log('left out: Windows detection on public logs and rules, because ../shared/data is absent');

describe.skipIf(!hasShared)('community rules and regression cases', () => {
  test('rules of Windows event logs are bound; each other rule says why not', async () => {
    const rules = communityRules();
    const { bound, unbound } = bindRules(rules, windowsKnowledge());
    expect(bound.length + unbound.length).toBe(rules.length);
    const idsOfWindows = new Set(rules.filter((rule) => rule.logsource.product === 'windows').map((rule) => rule.id));
    await expect(summary(unbound.map((rule) => rule.reason))).toMatchFileSnapshot('windows-unbound-rules.golden.txt');
    const ofWindows = unbound.filter((rule) => idsOfWindows.has(rule.id) && !rule.reason.startsWith('placeholder'));
    expect(summary(ofWindows.map((rule) => rule.reason))).toBe(UNBOUND_OF_WINDOWS);
  });

  test('every regression case gives the expected matches', () => {
    const cases = regressionCases();
    const surprises = cases.flatMap(({ path, ruleId, expected }) => {
      const { bound } = bindRules(rulesOf(join(SHARED, 'dev', dirname(path), 'rule.yml')), windowsKnowledge());
      const found = detect(records(join(SHARED, 'dev', path)), bound).filter(
        (alert) => alert.rule.id === ruleId,
      ).length;
      const isRight = expected.startsWith('>=') ? found >= Number(expected.slice(2)) : found === Number(expected);
      return isRight ? [] : [`${path.split('/').at(-2)}: expected ${expected}, found ${found}`];
    });
    expect(cases).toHaveLength(99);
    // All events found here do satisfy their rule, read word by word; the upstream counts are too low.
    expect(surprises).toEqual([
      'file_event_win_anydesk_artefact: expected 1, found 3',
      'registry_set_change_security_zones: expected 1, found 3',
      'registry_set_disable_administrative_share: expected 1, found 2',
    ]);
  });

  test('leaving out what a schema refutes changes no alert', () => {
    const { bound } = bindRules(communityRules(), windowsKnowledge());
    const files = ['evtx-benign/ts-evtx/System.evtx', ...regressionCases().map(({ path }) => path)];
    let alerts = 0;
    for (const file of files) {
      const withConstants = detect(records(join(SHARED, 'dev', file)), bound);
      const without = detect(records(join(SHARED, 'dev', file)), bound, withoutConstants);
      expect(withConstants.map(essence)).toEqual(without.map(essence));
      alerts += withConstants.length;
    }
    expect(alerts).toBeGreaterThan(99);
  });
});

// Sysmon and the Security log have no such fields in events of these categories: the rules were written for EDR data.
const UNBOUND_OF_WINDOWS = `\
2 field CommandLine of product=windows category=file_event is not supplied by any source of it
2 field CommandLine of product=windows category=network_connection is not supplied by any source of it
2 logsource product=windows category=file_rename: only the ETW provider Microsoft-Windows-Kernel-File reports renames, and it writes no event log
1 field IntegrityLevel of product=windows category=file_event is not supplied by any source of it
1 field ParentImage of product=windows category=file_event is not supplied by any source of it
1 field ParentImage of product=windows category=network_connection is not supplied by any source of it
`;

function communityRules(): SigmaRule[] {
  const files = readdirSync(RULES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yml'));
  return files.sort().flatMap((file) => rulesOf(join(RULES, file)));
}

function rulesOf(file: string): readonly SigmaRule[] {
  const { rules, errors } = parseRules(readFileSync(file, 'utf8'), file);
  expect(errors).toEqual([]);
  return rules;
}

function regressionCases() {
  const [head = '', ...lines] = readFileSync(CASES, 'utf8').trimEnd().split('\n');
  const at = (name: string) => head.split('\t').indexOf(name);
  return lines.map((line) => {
    const cells = line.split('\t');
    return { path: cells[at('path')]!, ruleId: cells[at('rule_id')]!, expected: cells[at('match_count')]! };
  });
}

function detect(
  recordsOfFile: Iterable<EvtxRecord>,
  rules: readonly SigmaRule[],
  change: (event: LogEvent) => LogEvent = (event) => event,
): Alert[] {
  const normaliser = createWindowsNormaliser();
  const detector = createDetector(rules);
  const alerts: Alert[] = [];
  for (const record of recordsOfFile) alerts.push(...detector.detect(change(normaliser.toLogEvent(record, 'file'))));
  return alerts;
}

const strippedSchemas = new WeakMap<Schema, Schema>();

function withoutConstants(event: LogEvent): LogEvent {
  const { constants, ...rest } = event.schema;
  const schema = strippedSchemas.get(event.schema) ?? rest;
  strippedSchemas.set(event.schema, schema);
  return {
    schema,
    ref: event.ref,
    timeMs: event.timeMs,
    host: event.host,
    get: (field) => event.get(field),
    entries: () => event.entries(),
  };
}

function essence({ rule, event, because }: Alert) {
  return { rule: rule.id, record: event.record, because };
}

function* records(file: string): Generator<EvtxRecord> {
  const bytes = readFileSync(file);
  const source = { sizeBytes: bytes.length, read: (at: number, length: number) => bytes.subarray(at, at + length) };
  for (const record of readEvtx(source)) if (record.kind === 'record') yield record;
}

function summary(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const lines = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return lines.map(([reason, count]) => `${count} ${reason}\n`).join('');
}
