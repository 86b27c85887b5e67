import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Alert } from '../src/model/index.ts';
import { levelRank } from '../src/model/index.ts';
import { type MatchableEvent, matchesRule } from '../src/sigma/index.ts';
import { contentRules, DETECTIONS } from './content-files.ts';
import { DEV_FOLDER, hasDevCorpus, rowsOf } from './dev-corpus.ts';
import { landfall, temporaryFolder } from './landfall-process.ts';

/** Which of our rules must alert on the samples that hold a behaviour by name. */
interface Sampled {
  readonly rules: readonly string[];
  /** files that the corpus lists by a word in them, and in which the behaviour itself does not happen */
  readonly without?: { readonly files: RegExp; readonly because: string };
}

const SAMPLED: Readonly<Record<string, Sampled>> = {
  comsvcs_minidump: { rules: ['logon_memory_dumped_with_library'] },
  dcsync_4662: {
    rules: ['directory_replicated_by_account'],
    without: { files: /wbemcomn_dll_hijack|smb_service_dll_hijack/, because: 'a domain controller replicates' },
  },
  esent_ntds_325_326_327: {
    rules: ['directory_copy_created', 'directory_copied_in_steps', 'directory_snapshot_opened'],
  },
  firewall_cmd: {
    rules: ['firewall_settings_listed'],
    without: {
      files: /T1562|enable_rdp|webserver|netsh_fw_add|firewall_disable/,
      because: 'it is changed, not listed',
    },
  },
  host_discovery_cmds: {
    rules: ['users_listed', 'system_details_listed', 'network_settings_listed', 'command_answer_written_to_temp'],
  },
  impacket_smbexec: { rules: ['service_runs_shell_command', 'service_command_in_registry'] },
  impacket_wmiexec: { rules: ['remote_shell_over_admin_share'] },
  lsass_dump_other: {
    rules: [
      ...['logon_memory_opened', 'logon_memory_opened_in_security_log', 'logon_memory_read_through_library'],
      ...['logon_memory_dump_asked', 'logon_memory_dump_file', 'logon_memory_dumped_with_library'],
    ],
    without: {
      files: /defense_evasion|mimikatz_sam_access|ninjacopy|proxylogon|empire_smbexec/,
      because: 'the process is named, its memory is not read, or by the guest agent of Azure alone',
    },
  },
  net_domain_discovery: { rules: ['domain_groups_listed', 'local_admins_listed'] },
  nltest: { rules: ['domain_controllers_listed'] },
  ntds_dit_via_vss: { rules: ['directory_copy_created', 'snapshot_made', 'password_store_copied_by_pipeline'] },
  ntdsutil_ifm: { rules: ['directory_copied_by_ntdsutil'] },
  powershell_encoded: {
    rules: ['encoded_powershell', 'encoded_powershell_session'],
    without: {
      files: /mimikatz|powerdump|rubeus|over_pth|defense_evasion|discovery|dll_hijack|wmic_add_user|schtask|hidden_b64/,
      because: 'the session began before the log, or the text is no argument of PowerShell',
    },
  },
  psexec: {
    rules: [
      ...['psexec_service_installed', 'psexec_used_first_time', 'renamed_remote_command_service'],
      'command_under_psexec_service',
    ],
  },
  reg_save_hives: { rules: ['password_hives_saved'] },
  winrm_winrs: {
    rules: ['windows_remote_shell_opened', 'command_through_windows_remote_shell'],
    without: {
      files: /Powershell|PowerShell|System\.evtx|otrf|splunk/,
      because: 'it is PowerShell remoting, or the service starts',
    },
  },
  wmic_discovery: {
    rules: ['inventory_through_wmi'],
    without: { files: /add_user|service_manipulation|uninstall/, because: 'something is changed, not asked' },
  },
  wmic_process_create: {
    rules: [
      ...['process_started_through_wmi', 'process_started_on_another_computer'],
      'process_started_through_wmi_by_cmdlet',
    ],
    without: { files: /Obfuscation-many/, because: 'it is the text of a generator of such commands' },
  },
  wmic_remote: { rules: ['process_started_on_another_computer', 'inventory_through_wmi'] },
};

// Winlogbeat's module for Sysmon moves the command line to `process.command_line`; Windows events are not read there.
const UNREAD = /amides_winlogbeat/;

// Samples in which nothing happened, or one thing that is known; BENIGN.tsv has the confidence of each.
const QUIET_SAMPLES = ['high', 'medium', 'labelled'];
const KNOWN_ATTACK = /procdump_t1003\.001_capattack/;

describe.skipIf(!hasDevCorpus('our detections on public logs'))('public logs', () => {
  const folder = temporaryFolder();
  const names = new Map(contentRules().map(({ rule }) => [rule.id, rule.name ?? '']));
  let alerts: readonly Alert[] = [];

  beforeAll(() => {
    const sampled = samples().map(({ path }) => path);
    const paths = [...new Set([...sampled, ...quietPaths()])].map((path) => join(DEV_FOLDER, path));
    const file = join(folder, 'alerts.ndjson');
    const { code, stderr } = landfall(['hunt', ...paths, '--rules', DETECTIONS, '--alerts', file, '--quiet']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    alerts = lines.map((line) => JSON.parse(line) as Alert);
  }, 180_000);

  test.each(samples().map(({ behaviour, path }) => [behaviour, path] as const))(
    '%s alerts on %s',
    (behaviour, path) => {
      const found = alertsIn(path).map(({ rule }) => names.get(rule.id));
      expect(found.some((name) => SAMPLED[behaviour]!.rules.includes(name ?? ''))).toBe(true);
    },
  );

  test('nothing of level high or above where nothing happened', () => {
    const loud = quietPaths()
      .filter((path) => !KNOWN_ATTACK.test(path))
      .flatMap(alertsIn)
      .filter(({ rule }) => levelRank(rule.level) >= levelRank('high'));
    expect(loud.map(({ rule, event }) => `${rule.title}: ${event.source}`)).toEqual([]);
  });

  test('nothing of level high or above in what simulated office users ran', () => {
    const rules = contentRules().flatMap(({ rule }) => (rule.kind === 'rule' ? [rule] : []));
    const starts = officeLines('process_creation.txt')
      .map(unquoted)
      .map((line) => fieldsOf({ CommandLine: line, Image: imageOf(line) }));
    const scripts = officeLines('powershell.txt').map((text) => fieldsOf({ ScriptBlockText: text }));
    const loud = rules
      .filter(({ level }) => levelRank(level) >= levelRank('high'))
      .flatMap((rule) => {
        const events = rule.logsource.category === 'process_creation' ? starts : [];
        const texts = rule.logsource.category === 'ps_script' ? scripts : [];
        return [...events, ...texts].filter((event) => matchesRule(rule, event) !== undefined).map(() => rule.name);
      });
    expect([starts.length, scripts.length]).toEqual([364, 9]);
    expect(loud).toEqual([]);
  });

  test('in the log with one known attack, all loud alerts are in its twenty seconds', () => {
    const loud = quietPaths()
      .filter((path) => KNOWN_ATTACK.test(path))
      .flatMap(alertsIn)
      .filter(({ rule }) => levelRank(rule.level) >= levelRank('high'));
    expect(loud.length).toBeGreaterThan(0);
    const [first, last] = [Date.UTC(2022, 7, 31, 19, 18, 39), Date.UTC(2022, 7, 31, 19, 19, 0)];
    expect(loud.filter(({ timeMs }) => timeMs === null || timeMs < first || timeMs > last)).toEqual([]);
  });

  function alertsIn(path: string): readonly Alert[] {
    return alerts.filter(({ event }) => event.source.startsWith(join(DEV_FOLDER, path)));
  }
});

/** Lines of the benign samples that are text. */
function officeLines(file: string): readonly string[] {
  const text = readFileSync(join(DEV_FOLDER, 'benign/socbed', file), 'utf8').trimEnd();
  return text.split('\n');
}

/** Command lines are JSON strings there. */
function unquoted(line: string): string {
  return JSON.parse(line) as string;
}

function imageOf(commandLine: string): string {
  return (
    /^"([^"]+)"|^(\S+)/
      .exec(commandLine)
      ?.slice(1)
      .find((part) => part !== undefined) ?? ''
  );
}

function fieldsOf(fields: Readonly<Record<string, string>>): MatchableEvent {
  return { get: (name) => fields[name], entries: () => Object.entries(fields) };
}

function samples(): readonly { readonly behaviour: string; readonly path: string }[] {
  return rowsOf('EXPECTED-behaviours.tsv').flatMap(({ behaviour = '', path = '' }) => {
    const sampled = SAMPLED[behaviour];
    if (sampled === undefined || sampled.without?.files.test(path) === true || UNREAD.test(path)) return [];
    return [{ behaviour, path }];
  });
}

function quietPaths(): readonly string[] {
  const rows = rowsOf('BENIGN.tsv').filter(({ confidence = '' }) => QUIET_SAMPLES.includes(confidence));
  return rows.map(({ path_prefix = '' }) => path_prefix);
}
