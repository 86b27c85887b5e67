import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createDetector, loadRulesFor } from '../src/detect/index.ts';
import { createNormaliser, recordContext, suppliedKnowledge } from '../src/normalise/index.ts';
import { identify, isProblem } from '../src/read/index.ts';

/** Rules as the community writes them for devices, and what of our own lines they must find. */
test.each<[logsource: string, detection: string, file: string, found: readonly string[]]>([
  [
    '{ product: fortigate, service: event }',
    'action: Add, cfgpath: system.admin',
    'fortigate/events.log',
    ['vendor-help', 'vendor-help'],
  ],
  ['{ product: fortios, service: sslvpnd }', 'msg|contains: sslvpnd', 'fortigate/events.log', ['crash']],
  ['{ category: firewall }', 'dst_port: 8443, blocked: "true"', 'fortigate/events.log', ['203.0.113.199']],
  [
    '{ category: firewall }',
    'src_ip: 10.0.0.5, dst_ip: 203.0.113.80, dst_port|gte: 400',
    'fortigate/events.log',
    ['8080', '443'],
  ],
  ['{ category: proxy }', 'cs-host: www.example.test, c-uri|endswith: "b=c"', 'fortigate/events.log', ['webfilter']],
  ['{ category: dns }', 'query|endswith: .example.test', 'fortigate/events.log', ['dns-response']],
  ['{ category: antivirus }', 'Signature|contains: EICAR, Filename|endswith: .com', 'fortigate/events.log', ['virus']],
  ['{ product: cisco, service: aaa }', 'command|startswith: no logging', 'cisco/asa.log', ['10.0.0.50']],
  ['{ category: firewall }', 'action: accept, dst_port: 53', 'cisco/asa.log', ['203.0.113.53']],
  ['{ product: cisco, service: syslog }', 'user: cisco_support, outcome: success', 'cisco/ios.log', ['WEBLOGIN']],
  [
    '{ product: cisco, service: bgp }',
    'message|contains|all: [":179", "IP-TCP-3-BADAUTH"]',
    'cisco/ios.log',
    ['BADAUTH'],
  ],
  [
    '{ product: paloalto, service: globalprotect }',
    'eventid: gateway-connected, public_ip: 203.0.113.9',
    'paloalto/pan-os.log',
    ['WS07'],
  ],
  [
    '{ product: paloalto, service: globalprotect, category: appliance }',
    'message|contains: "unmarshal session(../"',
    'paloalto/gpsvc.log',
    ['curl'],
  ],
  ['{ category: antivirus }', 'Signature|startswith: Eicar', 'paloalto/pan-os.log', ['eicar.com']],
  [
    '{ product: ivanti, service: connect-secure }',
    'action: login, outcome: failure',
    'ivanti/connect-secure.log',
    ['mallory'],
  ],
  [
    '{ product: sonicwall, service: firewall }',
    'src_ip: 203.0.113.9, msg|contains: denied',
    'sonicwall/sonicos.log',
    ['usr="admin"'],
  ],
  ['{ category: firewall }', 'blocked: "true", dst_port: 22', 'sonicwall/sonicos.log', ['2001:db8::5']],
  ['{ category: firewall }', 'action: deny, dst_port: 22', 'juniper/junos.log', ['deny-all', 'deny-all']],
  ['{ product: juniper, service: bgp }', 'message|contains: missing MD5 digest', 'juniper/junos.log', ['rpd']],
  ['{ product: huawei, service: bgp }', 'message|contains: BGP_AUTH_FAILED', 'syslog/cisco.log', ['hw-1']],
])('a rule for %s with %s finds its lines in %s', (logsource, detection, file, found) => {
  const lines = matchedLines(ruleText(logsource, detection), file);
  expect(lines).toHaveLength(found.length);
  lines.forEach((line, index) => {
    expect(line).toContain(found[index]);
  });
});

test('a rule for commands is not tried on lines that hold none', () => {
  const rule = ruleText('{ product: cisco, service: aaa }', 'message|contains: connection');
  expect(matchedLines(rule, 'cisco/asa.log')).toEqual([]);
});

function ruleText(logsource: string, detection: string): string {
  return `title: T\nid: 6f1a0d0e-0000-4000-8000-000000000001\nlogsource: ${logsource}\ndetection:\n  s: { ${detection} }\n  condition: s\nlevel: low\n`;
}

function matchedLines(text: string, file: string): readonly string[] {
  const rules = loadRulesFor({ ruleTexts: [{ file: 'rule.yml', text }] }, suppliedKnowledge());
  expect([rules.errors, rules.unbound]).toEqual([[], []]);
  const detector = createDetector(rules.bound);
  const bytes = new Uint8Array(readFileSync(`fixtures/read/${file}`));
  const source = { sizeBytes: bytes.length, read: (at: number, length: number) => bytes.slice(at, at + length) };
  const format = identify(file, source);
  if (isProblem(format)) throw new Error(format.message);
  const normaliser = createNormaliser();
  const context = recordContext({ source: file, changedMs: Date.UTC(2026, 10, 22) });
  const lines: string[] = [];
  for (const record of format.read(source, { first: 0 }, { carve: false })) {
    if (record.kind === 'problem') continue;
    const event = normaliser.toLogEvent(record, context);
    const from = event.ref.byteOffset ?? 0;
    const feed = bytes.indexOf(0x0a, from);
    const line = new TextDecoder().decode(bytes.subarray(from, feed < 0 ? bytes.length : feed));
    lines.push(...detector.detect(event).map(() => line));
  }
  return lines;
}
