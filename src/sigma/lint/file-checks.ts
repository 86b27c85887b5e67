import { entryOf } from '../yaml.ts';
import { type LintCheck, type LintFault, SOURCES } from './check.ts';
import { type LintDocument, mapAt, scalarAt } from './document.ts';

const SOURCE = `${SOURCES.rules}, "Yaml File"`;

/** Checks of the file that rules stand in. */
export const FILE_CHECKS: readonly LintCheck[] = [
  fileCheck(
    'file-name',
    'note',
    'A file name has 10 to 70 characters: a-z, 0-9 and "_".',
    SOURCE,
    function* ({ file }) {
      const name = nameOf(file).replace(/\.ya?ml$/i, '');
      if (!/^[a-z0-9_]{10,70}$/.test(name)) yield { offset: 0, message: `The file name "${name}" is not like that.` };
    },
  ),
  fileCheck('file-extension', 'note', 'A rule file ends in .yml.', SOURCE, function* ({ file }) {
    if (!file.endsWith('.yml')) yield { offset: 0, message: 'The file name does not end in .yml.' };
  }),
  fileCheck(
    'file-byte-order-mark',
    'note',
    'A rule file is UTF-8 without a byte order mark.',
    SOURCE,
    function* (document) {
      if (document.hasByteOrderMark) yield { offset: 0, message: 'The file starts with a byte order mark.' };
    },
  ),
  fileCheck('file-encoding', 'warning', 'A rule file is UTF-8.', SOURCE, function* ({ source }) {
    const offset = source.indexOf('\ufffd');
    if (offset !== -1) yield { offset, message: 'Here are bytes that are not UTF-8, or a replacement character.' };
  }),
  fileCheck('file-line-break', 'note', 'Lines end in LF.', SOURCE, function* ({ source }) {
    const offset = source.indexOf('\r');
    if (offset !== -1) yield { offset, message: 'This line ends in CR LF.' };
  }),
  {
    ...{ id: 'indentation', severity: 'note', says: 'Maps are indented by four spaces.', source: SOURCE },
    *find({ map, source }) {
      for (const key of ['logsource', 'detection', 'correlation', 'filter']) {
        const section = mapAt(map, key)?.entries[0];
        if (section === undefined) continue;
        const lineStart = source.lastIndexOf('\n', section.keyOffset - 1) + 1;
        const indent = source.slice(lineStart, section.keyOffset);
        // A map in braces has no indentation.
        if (indent.trim() !== '' || indent.length === 4) continue;
        yield { offset: section.keyOffset, message: `"${key}" is indented by ${indent.length} spaces.` };
      }
    },
  },
  {
    ...{ id: 'file-prefix', severity: 'note', source: `${SOURCES.correlations} and filters, "YAML File"` },
    ...{ says: 'Files of correlations start with mr_, files of filters with mf_.', kinds: ['correlation', 'filter'] },
    *find({ kind, file, isFirst }) {
      const prefix = kind === 'filter' ? 'mf_' : 'mr_';
      if (!isFirst || nameOf(file).startsWith(prefix)) return;
      yield { offset: 0, message: `The file name does not start with "${prefix}".` };
    },
  },
  {
    ...{ id: 'file-name-logsource', severity: 'note', kinds: ['rule'], source: SOURCES.sigmaHqFile },
    says: 'A file name starts with what the convention gives its logsource.',
    *find({ map, file, isFirst }) {
      const logsource = mapAt(map, 'logsource');
      const category = scalarAt(logsource, 'category')?.text ?? '';
      const service = scalarAt(logsource, 'service')?.text ?? '';
      const product = scalarAt(logsource, 'product')?.text ?? '';
      const prefix = PREFIXES[category] ?? (category === '' ? SERVICE_PREFIXES[`${product}/${service}`] : undefined);
      if (!isFirst || prefix === undefined || nameOf(file).startsWith(prefix)) return;
      yield {
        offset: entryOf(map, 'logsource')?.keyOffset ?? 0,
        message: `The file name does not start with "${prefix}".`,
      };
    },
  },
];

const PREFIXES: Readonly<Record<string, string>> = {
  create_remote_thread: 'create_remote_thread_',
  create_stream_hash: 'create_stream_hash_',
  dns_query: 'dns_query_',
  driver_load: 'driver_load_',
  file_access: 'file_access_',
  file_change: 'file_change_',
  file_delete: 'file_delete_',
  file_event: 'file_event_',
  file_rename: 'file_rename_',
  image_load: 'image_load_',
  network_connection: 'net_connection_',
  pipe_created: 'pipe_created_',
  ps_classic_start: 'posh_pc_',
  ps_module: 'posh_pm_',
  ps_script: 'posh_ps_',
  process_access: 'proc_access_',
  process_creation: 'proc_creation_',
  registry_event: 'registry_event_',
  registry_add: 'registry_add_',
  registry_delete: 'registry_delete_',
  registry_set: 'registry_set_',
  dns: 'net_dns_',
  firewall: 'net_firewall_',
  webserver: 'web_',
};

const SERVICE_PREFIXES: Readonly<Record<string, string>> = {
  'linux/auditd': 'lnx_auditd_',
  'linux/auth': 'lnx_auth_',
  'linux/clamav': 'lnx_clamav_',
  'linux/cron': 'lnx_cron_',
  'linux/sshd': 'lnx_sshd_',
  'linux/sudo': 'lnx_sudo_',
  'linux/syslog': 'lnx_syslog_',
  'windows/applocker': 'win_applocker_',
  'windows/bits-client': 'win_bits_client_',
  'windows/codeintegrity-operational': 'win_codeintegrity_',
  'windows/dns-server': 'win_dns_server_',
  'windows/firewall-as': 'win_firewall_as_',
  'windows/msexchange-management': 'win_exchange_',
  'windows/security': 'win_security_',
  'windows/security-mitigations': 'win_security_mitigations_',
  'windows/shell-core': 'win_shell_core_',
  'windows/system': 'win_system_',
  'windows/taskscheduler': 'win_taskscheduler_',
  'windows/windefend': 'win_defender_',
  'windows/wmi': 'win_wmi_',
};

function nameOf(file: string): string {
  return file.split(/[/\\]/).at(-1) ?? file;
}

/** Once for a file: with its first document. */
function fileCheck(
  id: string,
  severity: LintCheck['severity'],
  says: string,
  source: string,
  findIn: (document: LintDocument) => Iterable<LintFault>,
): LintCheck {
  return {
    ...{ id, severity, says, source },
    *find(document) {
      if (document.isFirst) yield* findIn(document);
    },
  };
}
