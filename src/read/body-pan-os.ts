import { MAX_FIELDS, NamedValues } from './named-values.ts';

const START = ['', 'receive_time', 'serial', 'type', 'subtype', '', 'time_generated'];
const GROUPS = ['dg_hier_level_1', 'dg_hier_level_2', 'dg_hier_level_3', 'dg_hier_level_4', 'vsys_name', 'device_name'];
const FLOW = columns(`src dst natsrc natdst rule srcuser dstuser app vsys from to inbound_if outbound_if logset -
  sessionid repeatcnt sport dport natsport natdport flags proto action`);

/**
 * Names of the columns by type of log; `''` is a column without meaning. Source: PAN-OS 10.1 administrator's guide,
 * "Syslog Field Descriptions", one page a type.
 */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  TRAFFIC: [
    ...START,
    ...FLOW,
    ...columns(`bytes bytes_sent bytes_received packets start elapsed category - seqno actionflags srcloc dstloc -
      pkts_sent pkts_received session_end_reason`),
    ...GROUPS,
    'action_source',
  ],
  THREAT: [
    ...START,
    ...FLOW,
    ...columns(`misc threatid category severity direction seqno actionflags srcloc dstloc - contenttype pcap_id filedigest
      cloud url_idx user_agent filetype xff referer sender subject recipient reportid`),
    ...GROUPS,
  ],
  SYSTEM: [...START, ...columns('vsys eventid object - - module severity opaque seqno actionflags'), ...GROUPS],
  CONFIG: [
    ...START,
    ...columns('host vsys cmd admin client result path before_change_detail after_change_detail seqno actionflags'),
    ...GROUPS,
  ],
  GLOBALPROTECT: [
    ...START,
    ...columns(`vsys eventid stage auth_method tunnel_type srcuser srcregion machinename public_ip public_ipv6 private_ip
      private_ipv6 hostid serialnumber client_ver client_os client_os_ver repeatcnt reason error opaque status location
      login_duration connect_method error_code portal seqno actionflags high_res_timestamp selection_type response_time
      priority attempted_gateways gateway`),
    ...GROUPS,
  ],
  AUTHENTICATION: [
    ...START,
    ...columns(`vsys ip user normalize_user object authpolicy repeatcnt authid vendor logset serverprofile desc clienttype
      event factorno seqno actionflags`),
    ...GROUPS,
    ...['vsys_id', 'authproto'],
  ],
  USERID: [
    ...START,
    ...columns(`vsys ip user datasourcename eventid repeatcnt timeout beginport endport datasource datasourcetype seqno
      actionflags`),
    ...GROUPS,
  ],
};

function columns(names: string): readonly string[] {
  return names.split(/\s+/).map((name) => (name === '-' ? '' : name));
}

// FUTURE_USE, receive time, serial number, type.
const HEAD = /[^,]{0,32},\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2},[0-9A-Za-z-]{0,32},([A-Z][A-Z0-9-]{2,24}),/y;

/** The type (`TRAFFIC`, `GLOBALPROTECT`) of a message as Palo Alto firewalls write it; undefined when it is none. */
export function panOsType(text: string, start: number): string | undefined {
  HEAD.lastIndex = start;
  return HEAD.exec(text)?.[1];
}

/** The columns under their names; those that no table names as `column_` and their number, counted from 1. */
export function parsePanOs(text: string, start: number): NamedValues {
  const values = new NamedValues();
  const names = COLUMNS[panOsType(text, start) ?? ''] ?? START;
  let at = start;
  for (let index = 0; at <= text.length && index < MAX_FIELDS; index++) {
    const { value, end } = columnAt(text, at);
    const name = names[index] ?? `column_${index + 1}`;
    if (name !== '' && value !== '') values.add(name, value);
    at = end + 1;
  }
  return values;
}

/** A value up to the next comma; in quotes it may hold commas and, doubled, quotes. */
function columnAt(text: string, start: number): { value: string; end: number } {
  if (text[start] === '"') {
    for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 2)) {
      const next = text[quote + 1];
      if (next === '"') continue;
      const isWhole = next === ',' || next === undefined;
      if (isWhole) return { value: text.slice(start + 1, quote).replaceAll('""', '"'), end: quote + 1 };
      break;
    }
  }
  const comma = text.indexOf(',', start);
  const end = comma < 0 ? text.length : comma;
  return { value: text.slice(start, end), end };
}
