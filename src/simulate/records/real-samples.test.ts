import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEV_FOLDER, hasDevCorpus, sourceOf, withFile } from '../../../test/dev-corpus.ts';
import { type ByteSource, type EvtxRecord, readEvtx } from '../../evtx/index.ts';
import { createRecordWriter } from './index.ts';
import { MemoryFiles } from './memory-files.ts';
import { SAMPLE_FACTS } from './sample-facts.ts';
import { ORGANISATION } from './sample-organisation.ts';

/** Events of which the public samples hold records; fewer means that an id or a version has changed. */
const FEWEST_COMPARED = 70;

/** The one recorded 91 is an event that Windows itself could not read: it holds ProcessingErrorData. */
const NOT_COMPARABLE = 'Microsoft-Windows-WinRM/Operational: Microsoft-Windows-WinRM 91 v0';

const SYSTEM_FIELDS = ['Provider_Guid', 'Provider_EventSourceName', 'EventID_Qualifiers', 'Level', 'Task', 'Opcode'];
const IDENTITY = ['Provider_Name', 'EventID', 'Channel', 'Computer', 'EventRecordID'];

/** What records of an event have in common: constants of System, the payload's names in order, and kinds of values. */
interface Layouts {
  readonly constants: Set<string>;
  readonly fields: Set<string>;
  /** `Name number`, for each kind of value that was seen */
  readonly values: Set<string>;
}

function addLayout(layouts: Map<string, Layouts>, record: EvtxRecord): void {
  const system = (name: string): string => String(record.get(`System.${name}`) ?? '-');
  const key = `${system('Channel')}: ${system('Provider_Name')} ${system('EventID')} v${system('Version')}`;
  const layout = layouts.get(key) ?? { constants: new Set(), fields: new Set(), values: new Set() };
  layouts.set(key, layout);
  const constants = SYSTEM_FIELDS.map((name) => `${name}=${record.get(`System.${name}`) ?? '-'}`.toLowerCase());
  layout.constants.add(constants.join(' '));
  const names: string[] = [];
  for (const [name, value] of record.entries()) {
    if (IDENTITY.includes(name)) continue;
    names.push(name);
    if (value !== null) layout.values.add(`${name} ${Array.isArray(value) ? 'list' : typeof value}`);
  }
  layout.fields.add(names.join(' '));
}

function layoutsOf(sources: Iterable<ByteSource>, layouts = new Map<string, Layouts>()): Map<string, Layouts> {
  for (const source of sources) {
    for (const item of readEvtx(source)) if (item.kind === 'record') addLayout(layouts, item);
  }
  return layouts;
}

function simulatedLayouts(): ReadonlyMap<string, Layouts> {
  const files = new MemoryFiles();
  const writer = createRecordWriter(ORGANISATION, files.put);
  for (const fact of SAMPLE_FACTS) writer.write(fact);
  writer.finish();
  const logs = files.names.filter((name) => name.endsWith('.evtx'));
  return layoutsOf(logs.map((name) => sourceOf(files.bytes(name))));
}

function realLayouts(): ReadonlyMap<string, Layouts> {
  const layouts = new Map<string, Layouts>();
  for (const folder of ['evtx', 'evtx-benign', 'sigma-regression', 'triage', 'evtx-edge']) {
    for (const name of readdirSync(join(DEV_FOLDER, folder), { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('.evtx')) withFile(join(DEV_FOLDER, folder, name), (source) => layoutsOf([source], layouts));
    }
  }
  return layouts;
}

describe.skipIf(!hasDevCorpus('comparing simulated events with recorded ones'))('a simulated event', () => {
  const simulated = simulatedLayouts();
  const real = realLayouts();
  const common = [...simulated.keys()].filter((key) => real.has(key) && key !== NOT_COMPARABLE).sort();

  test('of many kinds has a recorded counterpart', () => {
    expect(common.length).toBeGreaterThanOrEqual(FEWEST_COMPARED);
  });

  test.each(common)('%s looks as Windows wrote it', (key) => {
    const [ours, theirs] = [simulated.get(key)!, real.get(key)!];
    expect([...theirs.constants]).toEqual(expect.arrayContaining([...ours.constants]));
    expect([...theirs.fields]).toEqual(expect.arrayContaining([...ours.fields]));
    expect([...theirs.values]).toEqual(expect.arrayContaining([...ours.values]));
  });
});
