import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sourceOf } from '../../../test/dev-corpus.ts';
import { type EvtxRecord, readEvtx } from '../../evtx/index.ts';
import type { Fact } from '../facts.ts';
import type { RecordPlace } from '../log-writer.ts';
import { createRecordWriter } from './index.ts';
import { MemoryFiles } from './memory-files.ts';
import { SAMPLE_FACTS } from './sample-facts.ts';
import { ORGANISATION } from './sample-organisation.ts';

function writeSamples(): { readonly files: MemoryFiles; readonly places: readonly RecordPlace[][] } {
  const files = new MemoryFiles();
  const writer = createRecordWriter(ORGANISATION, files.put);
  const places = SAMPLE_FACTS.map((fact) => {
    const own: RecordPlace[] = [];
    writer.write(fact, own);
    return own;
  });
  writer.finish();
  return { files, places };
}

const { files, places } = writeSamples();
const eventLogs = files.names.filter((name) => name.endsWith('.evtx'));

function eachRecord(file: string, look: (record: EvtxRecord) => void): void {
  for (const item of readEvtx(sourceOf(files.bytes(file)))) {
    expect(item).toMatchObject({ kind: 'record' });
    if (item.kind === 'record') look(item);
  }
}

/** A record as a person reads it: what it is in one line, then a field a line. */
function readable(record: EvtxRecord): string {
  const system = (name: string): string => String(record.get(`System.${name}`) ?? '-');
  const names = ['Level', 'Task', 'Opcode', 'Keywords', 'EventID_Qualifiers', 'Security_UserID'];
  const head = `${system('EventID')} ${system('Provider_Name')} ${system('Provider_Guid')} v${system('Version')}`;
  const lines = [`${head} ${names.map((name) => `${name}=${system(name)}`).join(' ')}`];
  for (const [name, value] of record.entries()) {
    if (['Provider_Name', 'EventID', 'Channel', 'Computer', 'EventRecordID'].includes(name)) continue;
    lines.push(`  ${name} = ${JSON.stringify(value)}`);
  }
  return lines.join('\n');
}

describe('the logs of a company', () => {
  test.each(eventLogs)('%s holds what its golden says', async (file) => {
    const texts: string[] = [];
    eachRecord(file, (record) => texts.push(readable(record)));
    const name = file.replace('windows/', '').replaceAll(/[/%]/g, '-').replace('.evtx', '');
    await expect(`${texts.join('\n')}\n`).toMatchFileSnapshot(`goldens/${name}.golden.txt`);
  });

  test.each(files.names.filter((name) => !name.endsWith('.evtx')))('%s holds what its golden says', async (file) => {
    await expect(files.text(file)).toMatchFileSnapshot(`goldens/${file.replaceAll('/', '-')}.golden.txt`);
  });

  test('are the same bytes in each run', () => {
    const digest = (all: MemoryFiles): readonly string[] =>
      all.names.map((name) => `${name} ${createHash('sha256').update(all.bytes(name)).digest('hex')}`);
    expect(digest(writeSamples().files)).toEqual(digest(files));
  });

  test('have every record where its place says', () => {
    const wanted = new Map<string, Set<number>>();
    for (const { file, record } of places.flat()) wanted.set(file, (wanted.get(file) ?? new Set()).add(record));
    expect([...wanted.keys()].sort()).toEqual(files.names);
    for (const file of eventLogs) {
      const found: number[] = [];
      eachRecord(file, (record) => found.push(Number(record.get('EventRecordID'))));
      expect(found).toEqual([...wanted.get(file)!].sort((left, right) => left - right));
    }
  });

  test('have at the place of a line that line, and what its fact is about', () => {
    for (const [index, own] of places.entries()) {
      for (const { file, record, byteOffset } of own.filter((place) => !place.file.endsWith('.evtx'))) {
        const text = files.text(file);
        const line = text.split('\n')[record - 1]!;
        expect(new TextDecoder().decode(files.bytes(file).subarray(byteOffset)).split('\n')[0]).toBe(line);
        expect(line).toContain(markOf(SAMPLE_FACTS[index]!, file));
      }
    }
  });

  test('have in the record at its place what the fact is about', () => {
    const records = new Map<string, string>();
    for (const file of eventLogs)
      eachRecord(file, (record) => records.set(`${file} ${record.recordId}`, record.toJson()));
    const marks = [
      ['process-start', 'ntdsutil \\"ac i ntds\\"'],
      ['account-change', 'adm-weber'],
      ['service-install', 'PSEXESVC'],
      ['script-block', 'ScriptBlockText'],
      ['database-engine', 'NTDS'],
      ['malware-detection', 'CmdLine:_'],
    ] as const;
    for (const [kind, mark] of marks) {
      const texts = places
        .filter((_, index) => SAMPLE_FACTS[index]!.kind === kind)
        .flat()
        .map(({ file, record }) => records.get(`${file} ${record}`)!);
      expect(texts.length).toBeGreaterThan(0);
      expect(texts.filter((text) => text.includes(mark)).length, kind).toBeGreaterThan(0);
    }
  });
});

describe('facts with awkward texts', () => {
  const [start, request] = [factOf('process-start'), factOf('web-request')];
  const written = new MemoryFiles();
  const writer = createRecordWriter(ORGANISATION, written.put);
  const commandLine = 'x'.repeat(32_767);
  writer.write({ ...start, process: { ...start.process, commandLine, parent: { ...start.process, commandLine } } });
  const places: RecordPlace[] = [];
  writer.write({ ...request, userAgent: 'two\nlines' }, places);
  writer.write(request, places);
  writer.finish();

  test('fit into an event log, cut', () => {
    const logs = written.names.filter((name) => /Sysmon|Security/.test(name));
    expect(logs).toHaveLength(2);
    for (const name of logs) {
      const text = [...readEvtx(sourceOf(written.bytes(name)))].map((item) =>
        item.kind === 'record' ? String(item.get('CommandLine')) : item.message,
      );
      expect(text[0]).toMatch(/^x{7000,}$/);
    }
  });

  test('stay one line', () => {
    expect(places.map(({ record }) => record)).toEqual([5, 6]);
    expect(written.text(places[0]!.file).split('\n')).toHaveLength(7);
  });

  function factOf<Kind extends Fact['kind']>(kind: Kind): Extract<Fact, { kind: Kind }> {
    return SAMPLE_FACTS.find((fact) => fact.kind === kind) as Extract<Fact, { kind: Kind }>;
  }
});

test('records of one millisecond come in order of their digits behind it', () => {
  const written = new MemoryFiles();
  const writer = createRecordWriter(ORGANISATION, written.put);
  const fact = SAMPLE_FACTS.find(({ kind }) => kind === 'ntlm-validation')!;
  for (let id = 1; id <= 12_000; id++) writer.write({ ...fact, id });
  writer.finish();
  const times: string[] = [];
  for (const item of readEvtx(sourceOf(written.bytes('windows/DC01/Security.evtx')))) {
    if (item.kind === 'record') times.push(String(item.get('System.TimeCreated_SystemTime')));
  }
  expect(new Set(times).size).toBe(12_000);
  expect(times).toEqual([...times].sort());
});

/** A text that a line must have for its fact. */
function markOf(fact: Fact, file: string): string {
  switch (fact.kind) {
    case 'flow':
      if (/\/pe\.log$/.test(file)) return '.rsrc';
      return /x509/.test(file) ? 'router.example' : fact.uid;
    case 'web-request':
      return fact.path;
    case 'audit':
      return 'msg=audit(';
    case 'cloud-sign-in':
      return fact.clientAddress;
    case 'dhcp-lease':
      return fact.address;
    case 'vpn':
      return String(fact.tunnelId);
    case 'firewall-config':
      return fact.path;
    default:
      return 'devname="FW01"';
  }
}
