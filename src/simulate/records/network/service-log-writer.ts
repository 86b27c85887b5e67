import type { DhcpLeaseFact, Fact, WebRequestFact } from '../../facts.ts';
import type { LogWriter, PutBytes, RecordPlace } from '../../log-writer.ts';
import { hash32 } from '../../random.ts';
import { localIso, MONTHS, zoneText } from '../local-time.ts';
import { TextLogs } from '../text-log.ts';

/** A line and the file of its day. */
interface ServerLine {
  readonly file: string;
  readonly line: string;
  readonly head: () => string;
}

/**
 * Writes the text logs of services, a file a day: IIS (`iis/HOST/W3SVC1/u_ex260302.log`, UTC), Tomcat
 * (`tomcat/HOST/localhost_access_log.2026-03-02.txt`, local) and the DHCP server's audit log
 * (`dhcp/HOST/2026-03-02/DhcpSrvLog-Mon.log`, local).
 */
export function createServiceLogWriter(put: PutBytes): LogWriter {
  const texts = new TextLogs(put);
  const current = new Map<string, string>();
  return {
    write(fact: Fact, places?: RecordPlace[]): void {
      const made = serverLine(fact);
      if (made === undefined) return;
      const { file, line, head } = made;
      const series = `${fact.host.name} ${fact.kind === 'web-request' ? fact.server : fact.kind}`;
      const before = current.get(series);
      if (before !== undefined && before !== file) texts.close(before);
      current.set(series, file);
      const place = texts.add(file, line, head);
      places?.push(place);
    },
    finish: () => texts.finish(),
  };
}

function serverLine(fact: Fact): ServerLine | undefined {
  const { logging } = fact.host;
  if (fact.kind === 'dhcp-lease') return logging.has('dhcp-log') ? dhcpLine(fact) : undefined;
  if (fact.kind !== 'web-request' || !logging.has('web-access')) return undefined;
  return fact.server === 'iis' ? iisLine(fact) : tomcatLine(fact);
}

/** W3C fields that IIS 10 writes by default, and the bytes that defenders are told to add. */
const IIS_FIELDS =
  'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken';

function iisLine(fact: WebRequestFact): ServerLine {
  const [date = '', time = ''] = new Date(fact.timeMs).toISOString().slice(0, 19).split('T');
  const cells = [
    date,
    time,
    fact.serverAddress,
    fact.method,
    w3c(fact.path),
    w3c(fact.query),
    fact.serverPort,
    w3c(fact.user),
    fact.clientAddress,
    w3c(fact.userAgent),
    w3c(fact.referrer),
    fact.status,
    fact.subStatus,
    WIN32_STATUS[fact.status] ?? 0,
    fact.sentBytes,
    fact.receivedBytes,
    fact.tookMs,
  ];
  return {
    file: `iis/${fact.host.name}/W3SVC1/u_ex${date.slice(2).replaceAll('-', '')}.log`,
    line: `${cells.join(' ')}\r`,
    head: () =>
      `#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: ${date} ${time}\r\n#Fields: ${IIS_FIELDS}\r\n`,
  };
}

/** Win32 errors behind HTTP ones: access denied, file not found, path or network gone. */
const WIN32_STATUS: Readonly<Record<number, number>> = { 401: 5, 403: 5, 404: 2, 500: 64, 503: 64 };

/** Spaces become plus signs; nothing is a dash. */
function w3c(text: string): string {
  return text === '' ? '-' : text.replace(/\s/g, '+');
}

/** The pattern `combined` of Tomcat's access log. */
function tomcatLine(fact: WebRequestFact): ServerLine {
  const { host, method, path, query, status, sentBytes } = fact;
  const local = localIso(host, fact.timeMs);
  const month = MONTHS[Number(local.slice(5, 7)) - 1];
  const time = `${local.slice(8, 10)}/${month}/${local.slice(0, 4)}:${local.slice(11, 19)} ${zoneText(host)}`;
  const request = `${method} ${path}${query === '' ? '' : `?${query}`} HTTP/1.1`;
  const who = `${fact.clientAddress} - ${fact.user === '' ? '-' : fact.user}`;
  const client = `"${quoted(fact.referrer)}" "${quoted(fact.userAgent)}"`;
  const end = host.system.startsWith('Windows') ? '\r' : '';
  return {
    file: `tomcat/${host.name}/localhost_access_log.${local.slice(0, 10)}.txt`,
    line: `${who} [${time}] "${quoted(request)}" ${status} ${sentBytes === 0 ? '-' : sentBytes} ${client}${end}`,
    head: () => '',
  };
}

function quoted(text: string): string {
  return text === '' ? '-' : text.replaceAll('"', '\\"');
}

/** Ids of the audit log ("Analyze DHCP server log files"): a new lease, a renewed one, one given back. */
const DHCP_EVENT = { assign: [10, 'Assign'], renew: [11, 'Renew'], release: [12, 'Release'] } as const;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const DHCP_COLUMNS =
  'ID,Date,Time,Description,IP Address,Host Name,MAC Address,User Name, TransactionID, QResult,Probationtime, CorrelationID,Dhcid,VendorClass(Hex),VendorClass(ASCII),UserClass(Hex),UserClass(ASCII),RelayAgentInformation,DnsRegError.';

function dhcpLine({ id, host, client, address, action, timeMs }: DhcpLeaseFact): ServerLine {
  const local = localIso(host, timeMs);
  const day = local.slice(0, 10);
  const date = `${local.slice(5, 7)}/${local.slice(8, 10)}/${local.slice(2, 4)}`;
  const [event, description] = DHCP_EVENT[action];
  const mac = client.mac.replace(/[:-]/g, '').toUpperCase();
  const transaction = hash32(`dhcp ${id}`);
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()];
  return {
    file: `dhcp/${host.name}/${day}/DhcpSrvLog-${weekday}.log`,
    // The vendor class of all Windows clients, in hexadecimal and as text.
    line: `${event},${date},${local.slice(11, 19)},${description},${address},${client.fqdn},${mac},,${transaction},0,,,,0x4D53465420352E30,MSFT 5.0,,,,0\r`,
    head: () =>
      `\t\tMicrosoft DHCP Service Activity Log\r\n\r\nEvent ID  Meaning\r\n10\tNew lease\r\n11\tRenewed lease\r\n12\tReleased lease\r\n\r\n${DHCP_COLUMNS}\r\n`,
  };
}
