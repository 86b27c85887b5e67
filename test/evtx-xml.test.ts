import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rulesOfCases } from '../scripts/fuzz/hunt-target.ts';
import { type EvtxRecord, type EvtxValue, readEvtx } from '../src/evtx/index.ts';
import { Investigation } from '../src/investigate.ts';
import type { Alert, FieldValue } from '../src/model/index.ts';
import { formatNamed, memorySource } from '../src/read/index.ts';
import { DEV_FOLDER, hasDevCorpus, withFile } from './dev-corpus.ts';

const CASE = 'fixtures/cases/small-intrusion/logs';
// Most logs of the corpus, in some seconds of work.
const MOST_BYTES = 2 << 20;

describe('event XML says what EVTX says', () => {
  test.each(evtxBelow(CASE))('%s', (path) => {
    expect(compare(path)).toBeGreaterThan(0);
  });

  const corpus = hasDevCorpus('event XML against EVTX on public logs') ? evtxBelow(DEV_FOLDER) : [];
  test.skipIf(corpus.length === 0)('public logs', () => {
    const records = corpus.filter((path) => statSync(path).size <= MOST_BYTES).map(compare);
    expect(records.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5000);
  });

  test('and gives the same alerts', () => {
    const rules = rulesOfCases();
    const alerts = evtxBelow(CASE).map((path) => {
      const records = recordsOf(path);
      const xml = `<?xml version="1.0"?><Events>${records.map((record) => record.xml).join('')}</Events>`;
      const fromEvtx = alertsOf('evtx', new Uint8Array(readFileSync(path)), rules);
      expect(alertsOf('evtx-xml', new TextEncoder().encode(xml), rules)).toEqual(fromEvtx);
      return fromEvtx.length;
    });
    expect(alerts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5);
  });
});

interface Seen {
  readonly fields: readonly (readonly [string, string])[];
  readonly timeMs: number | undefined;
  readonly system: readonly string[];
}

/** @returns how many records were compared */
function compare(path: string): number {
  const records = recordsOf(path);
  const source = memorySource(new TextEncoder().encode(records.map(({ xml }) => xml).join('\n')));
  const items = [...formatNamed('evtx-xml').read(source, { first: 0 }, { carve: false })];
  const seen = items.map((item) => {
    if (item.kind === 'problem' || 'structure' in item) throw new Error(`${path}: ${JSON.stringify(item)}`);
    return seenOf(item);
  });
  expect(seen, path).toEqual(records.map((record) => record.seen));
  return records.length;
}

function recordsOf(path: string): readonly { readonly xml: string; readonly seen: Seen }[] {
  const records: { xml: string; seen: Seen }[] = [];
  withFile(path, (source) => {
    for (const item of readEvtx(source)) {
      const xml = item.kind === 'record' ? xmlOf(item) : undefined;
      if (item.kind === 'record' && xml !== undefined) records.push({ xml, seen: seenOf(item) });
    }
  });
  return records;
}

/** Records that unfold beyond the limits have no XML. */
function xmlOf(record: EvtxRecord): string | undefined {
  try {
    return record.toXml();
  } catch {
    return undefined;
  }
}

const SYSTEM = [
  ...['Provider_Guid', 'EventID_Qualifiers', 'System.Version', 'System.Level', 'System.Task', 'System.Opcode'],
  ...['System.Keywords', 'TimeCreated_SystemTime', 'Execution_ProcessID', 'Execution_ThreadID', 'Security_UserID'],
];

function seenOf(record: Pick<EvtxRecord, 'get' | 'entries' | 'timeMs'>): Seen {
  return {
    fields: [...record.entries()]
      .map(([name, value]) => [name, textOf(value)] as const)
      .filter(([, text]) => text !== ''),
    timeMs: record.timeMs,
    system: SYSTEM.map((name) => textOf(record.get(name) ?? null)),
  };
}

// XML has no types, no difference between no content, no value and empty text, and `_` for what it cannot hold.
function textOf(value: FieldValue | EvtxValue): string {
  if (value === null || value === '') return '';
  if (typeof value === 'object')
    return value
      .map(textOf)
      .filter((text) => text !== '')
      .join('\n');
  return String(value).replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu, '_');
}

function alertsOf(format: string, bytes: Uint8Array, rules: ReturnType<typeof rulesOfCases>) {
  const piece = {
    ...{ source: 'a log', format, range: { first: 0 }, sizeBytes: bytes.length },
    ...{ changedMs: 0, isFirst: true, isLast: true },
  };
  const alerts: Alert[] = [];
  const steps = new Investigation(rules, { carve: false }).run(piece, memorySource(bytes), (alert) =>
    alerts.push(alert),
  );
  while (steps.next(true).done !== true);
  return alerts.map(({ rule, timeMs, host, because, event }) => ({
    ...{ rule: rule.title, timeMs, host, record: event.record },
    because: because.map(({ field, value }) => `${field}=${textOf(value ?? null)}`),
  }));
}

function evtxBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.evtx'))
    .sort()
    .map((path) => join(folder, path));
}
