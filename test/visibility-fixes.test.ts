import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { type HuntedWorld, playedWorld } from '../scripts/visibility/campaign.ts';
import { seeVisibility } from '../src/assess/index.ts';
import { readRuleFiles } from '../src/cli/rule-files.ts';
import { visibilityData } from '../src/cli/visibility-data.ts';
import { loadRules } from '../src/investigate.ts';
import type { Visibility } from '../src/model/index.ts';
import { LOG_SETTINGS, type LogSetting } from '../src/simulate/index.ts';
import { DETECTIONS } from './content-files.ts';
import { temporaryFolder } from './landfall-process.ts';

const FACTS = '../shared/intel/volt-typhoon.md';
const data = visibilityData();

/** What the simulator switches off together, and the fix that switches it on. */
const SWITCHED: readonly (readonly [fix: string, settings: readonly LogSetting[]])[] = [
  ['process-creation', ['process-creation', 'sysmon-process']],
  ['command-lines', ['command-lines', 'sysmon-process']],
  ['logon-audit', ['logon-audit']],
  ['group-management', ['group-management']],
  ['directory-access', ['directory-access', 'zeek-dce-rpc']],
  ['detailed-file-share', ['detailed-file-share']],
  ['object-access', ['object-access']],
  ['registry-audit', ['registry-audit', 'sysmon-registry']],
  ['security-system-extension', ['security-system-extension', ...notThese(['security-system-extension'])]],
  ['keep-application', ['application-log']],
  ['script-blocks', ['script-blocks']],
  ['module-logging', ['module-logging', 'script-blocks']],
  ['defender-log', ['defender-log']],
  ['sysmon-process', ['sysmon-process', 'process-creation']],
  ['sysmon-network', ['sysmon-network', 'connection-audit']],
  ['sysmon-files', ['sysmon-files']],
  ['sysmon-memory', ['sysmon-memory', 'object-access', 'sysmon-process', 'process-creation']],
  ['sysmon-pipes', ['sysmon-pipes', 'detailed-file-share', 'sysmon-registry', 'sysmon-process', 'process-creation']],
  ['sysmon-registry', ['sysmon-registry', 'registry-audit']],
  ['web-access', ['web-access']],
  ['fortigate-event', ['fortigate-event', 'fortigate-vpn']],
  ['fortigate-traffic', ['fortigate-traffic']],
  ['zeek-sensor', ['zeek-sensor']],
  ['zeek-protocols', ['zeek-tls']],
  ['linux-audit', ['linux-audit']],
  ['entra-export', ['entra-export']],
];

/** All that shows new services besides. */
function notThese(kept: readonly LogSetting[]): readonly LogSetting[] {
  const others: readonly LogSetting[] = ['system-log', 'process-creation', 'sysmon-process', 'detailed-file-share'];
  return others.filter((setting) => !kept.includes(setting));
}

let world: HuntedWorld;
beforeAll(async () => {
  const rules = loadRules({ ruleTexts: readRuleFiles([DETECTIONS]).texts });
  world = await playedWorld('volt-typhoon-ways', { hosts: 14, days: 4, seed: 1 }, rules, temporaryFolder());
}, 600_000);

test.each(SWITCHED)('%s is advised where it is off, and known where it is on', (fix, off) => {
  const [lacking, having] = [visibilityWithout(off), visibilityWithout(off.filter((one) => !turnsOn(fix, one)))];
  expect(lacking.fixes.map(({ id }) => id)).toContain(fix);
  const advised = new Set(lacking.behaviours.filter(({ fixes }) => fixes.includes(fix)).map((row) => row.behaviour));
  const seeing = ({ behaviours }: Visibility): number =>
    behaviours
      .filter(({ behaviour, hostsInAll }) => advised.has(behaviour) && hostsInAll > 0)
      .reduce((sum, { hostsSeeing, hostsInAll }) => sum + hostsSeeing / hostsInAll, 0);
  expect(seeing(having)).toBeGreaterThan(seeing(lacking));
});

test.each(SWITCHED)('a gap that names the fix %s goes when its setting is on', (fix, off) => {
  const gapsOf = (without: readonly LogSetting[]) =>
    visibilityWithout(without)
      .gaps.filter((gap) => gap.fix === fix)
      .map(({ id }) => id);
  expect(gapsOf(off.filter((setting) => !turnsOn(fix, setting)))).toEqual([]);
});

/** A fix switches on the settings of its own name, and what one advice holds together. */
function turnsOn(fix: string, setting: LogSetting): boolean {
  const more: Readonly<Partial<Record<string, readonly LogSetting[]>>> = {
    'keep-application': ['application-log'],
    'fortigate-event': ['fortigate-vpn'],
    'zeek-protocols': ['zeek-tls', 'zeek-smb', 'zeek-dce-rpc', 'zeek-files'],
  };
  return setting === fix || more[fix]?.includes(setting) === true;
}

function visibilityWithout(off: readonly LogSetting[]): Visibility {
  const on = LOG_SETTINGS.filter((setting) => !off.includes(setting));
  const logs = new Set(data.sources.flatMap((source) => source.logs));
  const observed = world.observer([], on, logs).observed(new Set(on));
  return seeVisibility({ ...observed, changes: [], clocks: [] }, data);
}

/** Words of section 8 that each fix must have; the section puts several of them into one line of its table. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  'process-creation': ['auditpol /set /subcategory:"Process Creation" /success:enable', 'SCENoApplyLegacyAuditPolicy'],
  'command-lines': ['ProcessCreationIncludeCmdLine_Enabled'],
  'logon-audit': ['Logon', 'Logoff', 'Special Logon', 'Other Logon'],
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
  'entra-export': ['iagnostic settings'],
};

test.skipIf(!existsSync(FACTS))('the settings are those of section 8 of the facts', () => {
  const text = readFileSync(FACTS, 'utf8');
  const section = text.slice(text.indexOf('## 8. '), text.indexOf('## 9. '));
  for (const [id, words] of Object.entries(WORDS)) {
    const fix = data.fixes.find((one) => one.id === id)!;
    const lines = [fix.title, ...fix.setting].join('\n');
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
