import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { main } from '../src/cli/main.ts';
import type { Terminal } from '../src/cli/terminal.ts';
import { type EventDefinition, writeEvtx } from '../src/evtx/index.ts';
import type { Alert, CaseFile } from '../src/model/index.ts';
import { temporaryFolder } from './landfall-process.ts';

const folder = temporaryFolder();
const RULES = join(folder, 'rules');
mkdirSync(RULES);
writeFileSync(
  join(RULES, 'whoami.yml'),
  `title: Whoami
id: 11111111-0000-4000-8000-000000000001
logsource: {product: windows, category: process_creation}
detection: {selection: {CommandLine|contains: whoami}, condition: selection}
level: high
`,
);
writeFileSync(
  join(RULES, 'mimikatz.yml'),
  `title: Credentials read from memory
id: 11111111-0000-4000-8000-000000000002
logsource: {product: windows, category: ps_script}
detection: {selection: {ScriptBlockText|contains: Invoke-Mimikatz}, condition: selection}
level: high
`,
);
let cases = 0;

/** Hunts in a folder of its own, again and again with one state file. */
function series(): {
  readonly logs: string;
  readonly state: string;
  /** the new alerts of one more hunt */
  hunt(...options: readonly string[]): Promise<readonly Alert[]>;
  /** the result of one more hunt */
  result(...options: readonly string[]): Promise<CaseFile>;
} {
  const root = join(folder, `case-${cases++}`);
  const logs = join(root, 'logs');
  mkdirSync(logs, { recursive: true });
  const state = join(root, 'state.json');
  const result = (...options: readonly string[]): Promise<CaseFile> => huntIn(logs, '--state', state, ...options);
  return { logs, state, result, hunt: async (...options) => (await result(...options)).alerts };
}

async function huntIn(logs: string, ...options: readonly string[]): Promise<CaseFile> {
  const json = join(folder, `result-${cases}.json`);
  const args = ['hunt', logs, '--rules', RULES, '--json', json, '--quiet', '--no-rules-cache', '--jobs', '1'];
  const { code, stderr } = await run([...args, ...options]);
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
  return JSON.parse(readFileSync(json, 'utf8')) as CaseFile;
}

async function run(args: readonly string[]): Promise<{ readonly code: number; readonly stderr: string }> {
  const written: string[] = [];
  const stream: Terminal['stdout'] = {
    write: (chunk, done) => {
      written.push(String(chunk));
      done();
      return true;
    },
  };
  const terminal = { stdout: stream, stderr: stream, environment: {}, nowMs: () => Date.UTC(2026, 2, 10) };
  return { code: await main(args, terminal), stderr: written.join('') };
}

/** What an alert is about; not how the log was called when it was found. */
function facts(alerts: readonly Alert[]): string[] {
  return alerts.map(({ rule, event, timeMs }) => `${rule.title} ${event.record ?? event.byteOffset} ${timeMs}`).sort();
}

function start(index: number, line: string): EventDefinition {
  return {
    provider: { name: 'Microsoft-Windows-Sysmon' },
    ...{ eventId: 1, version: 5, level: 4, task: 1, opcode: 0, keywords: 0n },
    timeMs: Date.UTC(2026, 2, 3, 9) + index * 1000,
    channel: 'Microsoft-Windows-Sysmon/Operational',
    computer: 'PC1',
    eventData: [
      { name: 'CommandLine', value: line },
      { name: 'Image', value: `C:\\${'x'.repeat((index * 7919) % 3000)}.exe` },
    ],
  };
}

function starts(from: number, to: number): EventDefinition[] {
  return Array.from({ length: to - from }, (_, at) => start(from + at, (from + at) % 3 === 0 ? 'whoami /all' : 'ping'));
}

function script(index: number, number: number, total: number, text: string): EventDefinition {
  return {
    provider: { name: 'Microsoft-Windows-PowerShell' },
    ...{ eventId: 4104, version: 1, level: 5, task: 2, opcode: 15, keywords: 0n },
    timeMs: Date.UTC(2026, 2, 3, 9) + index * 1000,
    channel: 'Microsoft-Windows-PowerShell/Operational',
    computer: 'PC1',
    eventData: [
      { name: 'MessageNumber', value: number },
      { name: 'MessageTotal', value: total },
      { name: 'ScriptBlockText', value: text },
      { name: 'ScriptBlockId', value: `1a2b3c4d-0000-0000-0000-${String(index - number).padStart(12, '0')}` },
      { name: 'Path', value: '' },
    ],
  };
}

function json(events: readonly EventDefinition[]): string[] {
  return events.map(({ eventId, channel, computer, timeMs, eventData = [] }) =>
    JSON.stringify({
      EventID: eventId,
      Channel: channel,
      Hostname: computer,
      '@timestamp': new Date(timeMs).toISOString(),
      ...Object.fromEntries(eventData.map(({ name, value }) => [name, value])),
    }),
  );
}

test('an EVTX log that grows gives each alert once, in whatever steps it is hunted', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 220 }), { minLength: 1, maxLength: 6 }), async (steps) => {
      const { logs, hunt } = series();
      const file = join(logs, 'Sysmon.evtx');
      const found: string[] = [];
      let count = 0;
      for (const step of steps) {
        count += step;
        writeFileSync(file, writeEvtx(starts(0, count)));
        found.push(...facts(await hunt()));
      }
      expect(found.toSorted()).toEqual(facts((await huntIn(logs)).alerts));
      expect(await hunt()).toEqual([]);
    }),
    { numRuns: 12 },
  );
});

test('a log of lines that is cut anywhere while it is written gives each alert once', async () => {
  const whole = Buffer.from(`${json(starts(0, 60)).join('\r\n')}\n\n${json(starts(60, 90)).join('\n')}`);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(whole.length), { minLength: 1, maxLength: 8 }), async (cuts) => {
      const { logs, hunt, result } = series();
      const file = join(logs, 'sysmon.ndjson');
      const found: string[] = [];
      for (const cut of [...cuts.sort((left, right) => left - right), whole.length]) {
        // The first bytes of a line alone are of no format, and a hunt needs a log.
        if (cut < 600) continue;
        writeFileSync(file, whole.subarray(0, cut));
        const { alerts, problems } = await result();
        found.push(...facts(alerts));
        expect(problems).toEqual([]);
      }
      expect(found.toSorted()).toEqual(facts((await huntIn(logs)).alerts));
      expect(await hunt()).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

test('a full log that writes over its oldest chunks gives each alert once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 8 }), async (steps) => {
      const { logs, hunt } = series();
      const found: string[] = [];
      let count = 60;
      for (const step of [0, ...steps]) {
        count += step;
        writeFileSync(join(logs, 'Sysmon.evtx'), ring(writeEvtx(starts(0, count)), 4));
        found.push(...facts(await hunt()));
      }
      expect(found.toSorted()).toEqual(wanted(0, count));
    }),
    { numRuns: 12 },
  );
});

/** The chunks of a log in as few places, each written over by the one so many later. */
function ring(log: Uint8Array, places: number): Uint8Array {
  const chunks = (log.length - 4096) / 65_536;
  const full = log.slice(0, 4096 + Math.min(places, chunks) * 65_536);
  for (let chunk = places; chunk < chunks; chunk++) {
    const from = 4096 + chunk * 65_536;
    full.set(log.subarray(from, from + 65_536), 4096 + (chunk % places) * 65_536);
  }
  return full;
}

/** The alerts on the records of `starts`; its record numbers begin with 1. */
function wanted(from: number, to: number): string[] {
  const events = Array.from({ length: to - from }, (_, at) => from + at).filter((index) => index % 3 === 0);
  return events.map((index) => `Whoami ${index + 1} ${Date.UTC(2026, 2, 3, 9) + index * 1000}`).sort();
}

test('a log that was exported again, its oldest records gone, gives only what is new', async () => {
  const { logs, hunt } = series();
  const file = join(logs, 'Sysmon.evtx');
  writeFileSync(file, writeEvtx(starts(0, 300)));
  expect(facts(await hunt())).toEqual(wanted(0, 300));
  // Other records stand in each chunk now.
  writeFileSync(file, writeEvtx(starts(61, 420), { firstRecordId: 62 }));
  expect(facts(await hunt())).toEqual(wanted(300, 420));
});

test('a log that was cleared is read from its start, whether its numbers begin again or go on', async () => {
  for (const firstRecordId of [1, 301]) {
    const { logs, hunt } = series();
    const file = join(logs, 'Sysmon.evtx');
    writeFileSync(file, writeEvtx(starts(0, 300)));
    expect(await hunt()).toHaveLength(100);
    writeFileSync(file, writeEvtx(starts(300, 330), { firstRecordId }));
    expect(await hunt()).toHaveLength(10);
    writeFileSync(file, writeEvtx(starts(300, 360), { firstRecordId }));
    expect(await hunt()).toHaveLength(10);
    expect(await hunt()).toHaveLength(0);
  }
});

test('the log of another computer in the same place is read whole, also when its first records are the same', async () => {
  const { logs, hunt } = series();
  const file = join(logs, 'Sysmon.evtx');
  writeFileSync(file, writeEvtx(starts(0, 300)));
  expect(await hunt()).toHaveLength(100);
  // Two computers made from one image: the numbers go on the same, the times do not.
  const other = starts(200, 300).map((event) => ({ ...event, timeMs: event.timeMs + 7, computer: 'PC2' }));
  writeFileSync(file, writeEvtx([...starts(0, 200), ...other]));
  const found = await hunt();
  expect(found.filter(({ host }) => host === 'PC2')).toHaveLength(33);
});

test('logs that are renamed as new ones begin are known by their content', async () => {
  const { logs, hunt } = series();
  const lines = json(starts(0, 90)).map((line) => `${line}\n`);
  const evtx = join(logs, 'Sysmon.evtx');
  const text = join(logs, 'sysmon.log');
  writeFileSync(evtx, writeEvtx(starts(0, 30)));
  writeFileSync(text, lines.slice(0, 30).join(''));
  expect(await hunt()).toHaveLength(20);
  // Some more is written before they are renamed.
  writeFileSync(join(logs, 'Archive-Sysmon.evtx'), writeEvtx(starts(0, 45)));
  writeFileSync(evtx, writeEvtx(starts(45, 60), { firstRecordId: 46 }));
  appendFileSync(text, lines.slice(30, 45).join(''));
  renameSync(text, `${text}.1`);
  writeFileSync(text, lines.slice(45, 60).join(''));
  expect(await hunt()).toHaveLength(20);
  // One place further each, and one is copied before it is emptied.
  renameSync(`${text}.1`, `${text}.2`);
  copyFileSync(text, `${text}.1`);
  writeFileSync(text, lines.slice(60, 75).join(''));
  expect(await hunt()).toHaveLength(5);
  expect(await hunt()).toHaveLength(0);
});

test('a copy of a log is a log of its own, whenever it comes', async () => {
  const { logs, hunt } = series();
  writeFileSync(join(logs, 'a.evtx'), writeEvtx(starts(0, 30)));
  writeFileSync(join(logs, 'a.ndjson'), json(starts(0, 30)).join('\n'));
  expect(await hunt()).toHaveLength(20);
  copyFileSync(join(logs, 'a.evtx'), join(logs, 'b.evtx'));
  copyFileSync(join(logs, 'a.ndjson'), join(logs, 'b.ndjson'));
  expect(await hunt()).toHaveLength(20);
  expect(await hunt()).toHaveLength(0);
});

test('a log of lines that was cut short or replaced is read from its start', async () => {
  const { logs, hunt } = series();
  const file = join(logs, 'sysmon.ndjson');
  const lines = json(starts(0, 90)).map((line) => `${line}\n`);
  writeFileSync(file, lines.slice(0, 60).join(''));
  expect(await hunt()).toHaveLength(20);
  writeFileSync(file, lines.slice(60, 66).join(''));
  expect(await hunt()).toHaveLength(2);
  // The same first lines, as with a head of column names, and others behind them.
  writeFileSync(file, [...lines.slice(60, 63), ...lines.slice(70, 90)].join(''));
  expect(await hunt()).toHaveLength(1 + 6);
});

test('what is new in a log beside many is all that is read', async () => {
  const { logs, result } = series();
  writeFileSync(join(logs, 'a.evtx'), writeEvtx(starts(0, 300)));
  writeFileSync(join(logs, 'b.evtx'), writeEvtx(starts(300, 310)));
  expect((await result()).events).toBe(310);
  writeFileSync(join(logs, 'b.evtx'), writeEvtx(starts(300, 312)));
  const { events, sources } = await result();
  expect(events).toBe(2);
  expect(sources.map(({ events: read, continued }) => [read, continued])).toEqual([
    [0, true],
    [2, true],
  ]);
});

test('a script block whose parts come between two hunts is judged whole, once, also under a new name', async () => {
  const { logs, hunt } = series();
  const events = [
    script(1, 1, 3, 'Invoke-Mimi'),
    script(2, 2, 3, 'katz -DumpCreds'),
    script(3, 3, 3, ' # end'),
    script(9, 1, 2, 'Invoke-'),
  ];
  const file = join(logs, 'PowerShell.evtx');
  writeFileSync(file, writeEvtx(events.slice(0, 1)));
  expect(await hunt()).toEqual([]);
  writeFileSync(file, writeEvtx(events.slice(0, 2)));
  expect(facts(await hunt())).toEqual([expect.stringMatching(/^Credentials read from memory 1 /)]);
  writeFileSync(file, writeEvtx(events));
  expect(await hunt()).toEqual([]);
  rmSync(file);
  writeFileSync(join(logs, 'Renamed.evtx'), writeEvtx([...events, script(10, 2, 2, 'Mimikatz')]));
  expect((await hunt()).map(({ event }) => [event.source, event.record])).toEqual([[join(logs, 'Renamed.evtx'), 4]]);
  expect(await hunt()).toEqual([]);
});

test('a log that was gone for some hunts is gone on with when it comes back', async () => {
  const { logs, hunt } = series();
  const file = join(logs, 'a.evtx');
  writeFileSync(join(logs, 'b.evtx'), writeEvtx(starts(300, 310)));
  writeFileSync(file, writeEvtx(starts(0, 30)));
  expect(await hunt()).toHaveLength(14);
  const away = join(folder, 'away.evtx');
  renameSync(file, away);
  for (let time = 0; time < 3; time++) expect(await hunt()).toEqual([]);
  renameSync(away, file);
  expect(await hunt()).toEqual([]);
});

test('records that the log no longer counts are found once too', async () => {
  const { logs, hunt } = series();
  const file = join(logs, 'Sysmon.evtx');
  writeFileSync(file, ring(writeEvtx(starts(0, 200)), 2));
  const first = await hunt('--carve');
  writeFileSync(file, ring(writeEvtx(starts(0, 203)), 2));
  const second = await hunt('--carve');
  const all = facts([...first, ...second]);
  expect(new Set(all).size).toBe(all.length);
  expect(await hunt('--carve')).toEqual([]);
});

test('when results cannot be written, the next hunt finds them again', async () => {
  const { logs, state, hunt } = series();
  writeFileSync(join(logs, 'Sysmon.evtx'), writeEvtx(starts(0, 30)));
  const full = '/dev/full';
  if (!existsSync(full)) return;
  const { code } = await run([
    'hunt',
    logs,
    '--rules',
    RULES,
    '--csv',
    full,
    '-q',
    '--state',
    state,
    '--no-rules-cache',
  ]);
  expect(code).toBe(2);
  expect(existsSync(state)).toBe(false);
  expect(await hunt()).toHaveLength(10);
});

test('a state file that was damaged, cut or written by another version is one clear sentence', async () => {
  const { logs, state, hunt } = series();
  writeFileSync(join(logs, 'Sysmon.evtx'), writeEvtx(starts(0, 30)));
  await hunt();
  const text = readFileSync(state, 'utf8');
  expect(statSync(state).mode & 0o077).toBe(process.platform === 'win32' ? statSync(state).mode & 0o077 : 0);
  for (const [content, what] of [
    [text.slice(0, -20), 'is damaged: its checksum does not fit'],
    [text.replace(/"lastId":30/, '"lastId":39'), 'is damaged: its checksum does not fit'],
    ['{"a":1}', 'is not one that Landfall wrote'],
    ['', 'is not one that Landfall wrote'],
    [text.replace('{"landfallState":1', '{"landfallState":2'), 'was written by another version of Landfall'],
  ] as const) {
    writeFileSync(state, content);
    const { code, stderr } = await run(['hunt', logs, '--rules', RULES, '-q', '--state', state]);
    expect([code, stderr]).toEqual([
      2,
      `error: The state file "${state}" ${what}. Put back a copy of it, or remove it: everything is then read again. [STATE_DAMAGED]\n`,
    ]);
    expect(readFileSync(state, 'utf8')).toBe(content);
  }
});

test('a state file in the folder of the logs is not taken for one of them', async () => {
  const { logs } = series();
  writeFileSync(join(logs, 'Sysmon.evtx'), writeEvtx(starts(0, 30)));
  const state = join(logs, 'hunt.state');
  await huntIn(logs, '--state', state);
  const { sources, alerts } = await huntIn(logs, '--state', state);
  expect([sources.length, alerts.length]).toEqual([1, 0]);
});

test('a log cannot be the state file', async () => {
  const { logs } = series();
  const log = join(logs, 'Sysmon.evtx');
  writeFileSync(log, writeEvtx(starts(0, 30)));
  const before = readFileSync(log);
  const { code } = await run(['hunt', logs, '--rules', RULES, '-q', '--state', log]);
  expect(code).toBe(2);
  expect(readFileSync(log)).toEqual(before);
});

test('events outside a span of time are left out, those without a time are kept, and both are counted', async () => {
  const { logs } = series();
  const undated = JSON.stringify({
    EventID: 1,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    CommandLine: 'whoami',
  });
  writeFileSync(join(logs, 'Sysmon.evtx'), writeEvtx(starts(0, 60)));
  writeFileSync(join(logs, 'sysmon.ndjson'), `${undated}\n${json(starts(0, 6)).join('\n')}\n`);
  const result = await huntIn(
    logs,
    '--since',
    '2026-03-03T10:00:03',
    '--until',
    '2026-03-03T09:00:30Z',
    '--tz',
    'Europe/Berlin',
  );
  expect(result).toMatchObject({
    ...{ events: 28 + 3, sinceMs: Date.UTC(2026, 2, 3, 9, 0, 3), untilMs: Date.UTC(2026, 2, 3, 9, 0, 30) },
    sources: [
      { events: 27, undated: 0, outsideTime: 33 },
      { events: 4, undated: 1, outsideTime: 3 },
    ],
  });
  expect(facts(result.alerts.filter(({ event }) => event.source.endsWith('.evtx')))).toEqual(wanted(3, 30));
  expect(result.alerts.filter(({ timeMs }) => timeMs === null)).toHaveLength(1);
  // The clock of the test stands at midnight of the tenth.
  expect((await huntIn(logs, '--since', '159h')).alerts).toHaveLength(1 + 20 + 2);
  expect((await huntIn(logs, '--since', '158h')).alerts).toHaveLength(1);
});

test('a span of time that holds nothing, or that --state would lose events by, is refused', async () => {
  for (const [options, message] of [
    [['--since', '2026-03-02', '--until', '2026-03-02'], /--since is not before --until/],
    [['--until', '2026-03-02', '--state', 'x'], /--until and --state cannot be given together/],
    [['--state', '-'], /--state cannot be the standard output/],
  ] as const) {
    const { code, stderr } = await run(['hunt', folder, '--rules', RULES, ...options]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  }
});
