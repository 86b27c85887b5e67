import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEV_FOLDER, hasDevCorpus, withFile } from '../../../test/dev-corpus.ts';
import { type EvtxRecord, readEvtx } from '../../evtx/index.ts';
import { ZEEK } from './network/zeek-logs.ts';
import { APPLICATION, ENGINE, WINDOWS_POWERSHELL } from './windows/application-kinds.ts';
import { type EventKind, eventDefinition } from './windows/event-kind.ts';
import {
  DEFENDER,
  FIREWALL,
  POWERSHELL,
  TASK_SCHEDULER,
  TERMINAL_SERVICES,
  WINRM,
  WMI,
} from './windows/operational-kinds.ts';
import { SECURITY } from './windows/security-kinds.ts';
import { SYSMON } from './windows/sysmon-kinds.ts';
import { SYSTEM } from './windows/system-kinds.ts';

const KINDS: readonly EventKind[] = [
  ...[SECURITY, SYSMON, SYSTEM, APPLICATION, ENGINE.ESENT, ENGINE['NTDS ISAM'], WINDOWS_POWERSHELL, POWERSHELL, WMI],
  ...[TASK_SCHEDULER, TERMINAL_SERVICES, DEFENDER, FIREWALL, WINRM],
].flatMap((table) => Object.values(table) as EventKind[]);

/** Kinds of which the public samples hold records; more is better, fewer means that a table has changed. */
const FEWEST_COMPARED = 80;

/**
 * Where the samples differ on purpose. The classic form with version and opcode came with Windows 10 2004; the samples of
 * these ids are older.
 */
const OLDER_FORM = ['6005', '6006', '6008', '6009', '6013', '325', '326', '327', '400', '403', '600'];

type Layout = Readonly<Record<string, string>>;

const SYSTEM_FIELDS = ['Provider_Guid', 'Provider_EventSourceName', 'EventID_Qualifiers', 'Level', 'Task', 'Opcode'];

/** What of a record its kind decides: constants of System, and the payload's names in order. */
function layoutOf(record: EvtxRecord): Layout {
  const names: string[] = [];
  for (const [name] of record.entries()) {
    if (!['Provider_Name', 'EventID', 'Channel', 'Computer', 'EventRecordID', 'Binary'].includes(name))
      names.push(name);
  }
  const constants = SYSTEM_FIELDS.map((name) => [name, textOf(record.get(`System.${name}`)).toLowerCase()]);
  return { ...Object.fromEntries(constants), fields: names.join(' ') };
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? '-' : String(value);
}

function keyOf(channel: unknown, eventId: unknown, version: unknown): string {
  return `${textOf(channel)} ${textOf(eventId)} v${textOf(version)}`;
}

/** Every layout that Windows wrote of the events that we write, by channel, id and version. */
function realLayouts(): ReadonlyMap<string, ReadonlySet<string>> {
  const wanted = new Set(KINDS.map(({ channel, eventId }) => `${channel} ${eventId}`));
  const found = new Map<string, Set<string>>();
  for (const folder of ['evtx', 'evtx-benign', 'sigma-regression', 'triage', 'evtx-edge']) {
    for (const name of readdirSync(join(DEV_FOLDER, folder), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.evtx')) continue;
      withFile(join(DEV_FOLDER, folder, name), (source) => {
        for (const item of readEvtx(source)) {
          if (item.kind !== 'record') continue;
          const [channel, id] = [item.get('System.Channel'), item.get('System.EventID')];
          if (!wanted.has(`${textOf(channel)} ${textOf(id)}`)) continue;
          const key = keyOf(channel, id, item.get('System.Version'));
          found.set(key, (found.get(key) ?? new Set()).add(JSON.stringify(layoutOf(item))));
        }
      });
    }
  }
  return found;
}

describe.skipIf(!hasDevCorpus('comparing simulated events with recorded ones'))('real samples', () => {
  const real = realLayouts();
  const compared = KINDS.filter(({ channel, eventId, version }) => real.has(keyOf(channel, eventId, version)));

  test('cover many of the events that are simulated', () => {
    expect(compared.length).toBeGreaterThanOrEqual(FEWEST_COMPARED);
  });

  test.each(compared.map((kind) => [`${kind.channel} ${kind.eventId}`, kind] as const))(
    '%s has their layout',
    (_, kind) => {
      const layouts = [...real.get(keyOf(kind.channel, kind.eventId, kind.version))!];
      expect(layouts).toContain(JSON.stringify(simulatedLayout(kind)));
    },
  );
});
