import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { simulateWithout } from '../scripts/visibility/grouped-hunt.ts';
import { scenarioOption } from '../src/cli/scenario-option.ts';
import { visibilityData } from '../src/cli/visibility-data.ts';
import type { GapKind, Visibility } from '../src/model/index.ts';
import { LOG_SETTINGS, type LogSetting } from '../src/simulate/index.ts';
import { temporaryFolder } from './landfall-process.ts';
import { visibilityOfFolder } from './visibility-of-folder.ts';

const FACTS = '../shared/intel/volt-typhoon.md';
const data = visibilityData();
const SIZE = { hosts: 8, days: 4, seed: 1 };

/** A fix, what it switches on, and the gap by which its absence is named; without one it is advised only: such events are rare. */
type Case = readonly [fix: string, own: readonly LogSetting[], gap?: GapKind];

/** What is switched off together: cases, and all that shows the same besides, which stays off also afterwards. */
interface Group {
  readonly name: string;
  readonly cases: readonly Case[];
  readonly besides: readonly LogSetting[];
}

const GROUPS: readonly Group[] = [
  {
    name: 'process starts, logons and each kind of device',
    cases: [
      ['process-creation', ['process-creation'], 'setting-off'],
      ['logon-audit', ['logon-audit'], 'setting-off'],
      ['script-blocks', ['script-blocks']],
      ['object-access', ['object-access']],
      ['keep-application', ['application-log'], 'log-missing'],
      ['web-access', ['web-access']],
      ['linux-audit', ['linux-audit']],
      ['fortigate-event', ['fortigate-event', 'fortigate-vpn'], 'log-missing'],
      ['zeek-protocols', ['zeek-tls', 'zeek-smb', 'zeek-dce-rpc', 'zeek-files']],
    ],
    besides: ['sysmon-process'],
  },
  {
    name: 'command lines, shares and what is collected elsewhere',
    cases: [
      ['command-lines', ['command-lines'], 'setting-off'],
      ['group-management', ['group-management']],
      ['detailed-file-share', ['detailed-file-share'], 'setting-off'],
      ['directory-access', ['directory-access']],
      ['module-logging', ['module-logging']],
      ['defender-log', ['defender-log']],
      ['sysmon-files', ['sysmon-files'], 'setting-off'],
      ['fortigate-traffic', ['fortigate-traffic'], 'log-missing'],
      ['zeek-sensor', ['zeek-sensor']],
      ['entra-export', ['entra-export']],
    ],
    besides: ['sysmon-process', 'zeek-dce-rpc', 'zeek-smb', 'script-blocks'],
  },
  {
    name: 'the Security log',
    cases: [['ship-logs', ['security-log'], 'log-missing']],
    besides: [],
  },
  {
    name: 'programs and the registry in Sysmon',
    cases: [
      ['sysmon-process', ['sysmon-process'], 'setting-off'],
      ['sysmon-registry', ['sysmon-registry']],
    ],
    besides: ['process-creation', 'registry-audit'],
  },
  {
    name: 'memory, the registry and names',
    cases: [
      ['registry-audit', ['registry-audit']],
      ['sysmon-memory', ['sysmon-memory']],
      ['zeek-sensor', ['zeek-dns']],
      ['ship-logs', ['classic-powershell-log']],
    ],
    besides: ['sysmon-registry', 'sysmon-network', 'object-access', 'sysmon-process', 'process-creation'],
  },
  {
    name: 'pipes, the System log and tickets',
    cases: [
      ['sysmon-pipes', ['sysmon-pipes'], 'setting-off'],
      ['ship-logs', ['system-log'], 'log-missing'],
      ['kerberos-audit', ['kerberos-audit']],
    ],
    besides: ['detailed-file-share', 'sysmon-registry', 'sysmon-process', 'process-creation', 'other-windows-log'],
  },
  {
    name: 'services, and the logs of PowerShell',
    cases: [
      ['security-system-extension', ['security-system-extension']],
      ['script-blocks', ['powershell-log']],
      ['sysmon-network', ['sysmon-network']],
    ],
    besides: [
      'system-log',
      'process-creation',
      'sysmon-process',
      'detailed-file-share',
      'connection-audit',
      'zeek-dns',
    ],
  },
];
/** No row of the catalogue rests on these, or other evidence is the better choice. */
const NOT_NEEDED: readonly LogSetting[] = ['connection-audit', 'other-audit', 'other-windows-log', 'dhcp-log'];

describe.each(GROUPS)('where there is nothing of $name', ({ cases, besides }) => {
  const own = cases.flatMap(([, settings]) => settings);
  let lacking: Visibility;
  let having: Visibility;
  beforeAll(async () => {
    lacking = await visibilityWithout([...own, ...besides]);
    having = await visibilityWithout(besides);
  }, 300_000);

  const asked = cases.map(([id, , gap]) => ({ id, gap }));
  test.each(asked)('$id closes it, to the letter of its setting, and is known when it is there', ({ id, gap }) => {
    const fix = data.fixes.find((one) => one.id === id)!;
    const told = lacking.fixes.find((one) => one.id === id);
    expect(told).toMatchObject({ title: fix.title, product: fix.product, setting: fix.setting });
    const named = ({ gaps }: Visibility) => gaps.filter((one) => one.fix === id).map(({ kind }) => kind);
    expect(gap === undefined || named(lacking).includes(gap)).toBe(true);
    expect(named(having)).toEqual([]);
    const advised = [
      ...lacking.behaviours.filter(({ fixes }) => fixes.includes(id)).map(({ behaviour }) => behaviour),
      ...lacking.gaps.flatMap((one) => (one.fix === id ? one.hides : [])),
    ];
    expect(seeingIn(having, advised)).toBeGreaterThan(seeingIn(lacking, advised));
  });
});

test('what nothing of the catalogue rests on can be off without a word', async () => {
  const { gaps, behaviours, fixes } = await visibilityWithout(NOT_NEEDED);
  expect(gaps).toEqual([]);
  expect(fixes.map(({ id }) => id)).not.toContain('connection-audit');
  const full = await visibilityWithout([]);
  expect(behaviours.map(({ behaviour, sight }) => `${behaviour} ${sight}`)).toEqual(
    full.behaviours.map(({ behaviour, sight }) => `${behaviour} ${sight}`),
  );
}, 300_000);

test('every setting that the simulator switches is tried', () => {
  const tried = new Set([...GROUPS.flatMap(({ cases }) => cases.flatMap(([, own]) => own)), ...NOT_NEEDED]);
  expect(LOG_SETTINGS.filter((setting) => !tried.has(setting))).toEqual([]);
});

const simulated = new Map<string, Promise<Visibility>>();

/** Simulates with all settings on but these, everywhere, and reads the logs; once for the same settings. */
function visibilityWithout(without: readonly LogSetting[]): Promise<Visibility> {
  const key = without.toSorted().join();
  const known = simulated.get(key) ?? simulateAndSee(without);
  simulated.set(key, known);
  return known;
}

function simulateAndSee(without: readonly LogSetting[]): Promise<Visibility> {
  const logs = join(temporaryFolder(), 'logs');
  simulateWithout(logs, { scenario: scenarioOption('volt-typhoon-ways'), ...SIZE, without });
  return visibilityOfFolder(logs);
}

/** The shares of hosts on which the rows could be seen, summed up. */
function seeingIn({ behaviours }: Visibility, rows: readonly string[]): number {
  return behaviours
    .filter(({ behaviour, hostsInAll }) => rows.includes(behaviour) && hostsInAll > 0)
    .reduce((sum, { hostsSeeing, hostsInAll }) => sum + hostsSeeing / hostsInAll, 0);
}

/** Words of section 8 that each fix must have; the section puts several of them into one line of its table. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  'process-creation': ['auditpol /set /subcategory:"Process Creation" /success:enable', 'SCENoApplyLegacyAuditPolicy'],
  'command-lines': [
    'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\Audit',
    'ProcessCreationIncludeCmdLine_Enabled',
  ],
  'logon-audit': ['Logon', 'Logoff', 'Special Logon', 'Other Logon'],
  'kerberos-audit': [
    'Kerberos Authentication Service',
    'Kerberos Service Ticket Operations',
    'Credential Validation',
    '4 GB',
  ],
  'ship-logs': ['wevtutil sl Security /ms:1073741824'],
  'script-blocks': [
    'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell\\ScriptBlockLogging',
    'EnableScriptBlockLogging',
  ],
  'module-logging': ['Module Logging'],
  'detailed-file-share': ['File Share', 'Detailed File Share'],
  'object-access': ['File System', 'Registry', 'NTDS', 'Local State', 'PuTTY', 'OpenSSH'],
  'registry-audit': ['PortProxy'],
  'directory-access': ['Directory Service Access'],
  'keep-application': ['216', '325', '326', '327', '5 years'],
  'sysmon-memory': ['comsvcs.dll', 'gdiplus', 'lsass'],
  'sysmon-registry': ['PortProxy'],
  'sysmon-files': ['Public'],
  'web-access': ['IIS', 'Tomcat'],
  'fortigate-event': ['100 to 500 MB', 'system', 'vpn', 'user', 'reliable'],
  'zeek-protocols': ['smb', 'dce_rpc', 'kerberos', 'rdp'],
  'entra-export': ['iagnostic settings'],
};

test.skipIf(!existsSync(FACTS))('the settings are those of section 8 of the facts', () => {
  const text = readFileSync(FACTS, 'utf8');
  const section = text.slice(text.indexOf('## 8. '), text.indexOf('## 9. '));
  for (const [id, words] of Object.entries(WORDS)) {
    const fix = data.fixes.find((one) => one.id === id)!;
    const lines = [fix.title, fix.product, ...fix.setting, fix.cost, fix.retention].join('\n');
    expect(
      words.filter((word) => !section.includes(word)),
      `${id}: the facts`,
    ).toEqual([]);
    expect(
      words.filter((word) => !lines.includes(word)),
      `${id}: the fix`,
    ).toEqual([]);
  }
});

test('each fix says for which product it is, and how long to keep what it gives', () => {
  const lasting = data.fixes.filter(({ id }) => id !== 'clock' && id !== 'watch-logs');
  expect(lasting.filter(({ product, retention, cost }) => product === '' || retention === '' || cost === '')).toEqual(
    [],
  );
});
