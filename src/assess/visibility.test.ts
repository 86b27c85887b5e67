import { expect, test } from 'vitest';
import type { Change, ClockSkew, CoveredKind, LogCoverage, SourceReport, Visibility } from '../model/index.ts';
import { emptyLogs } from './empty-logs.ts';
import { seeVisibility, type VisibilityInput } from './visibility.ts';
import type { CatalogueRow, EvidenceSource, VisibilityData } from './visibility-data.ts';

const HOUR = 3_600_000;
const DAY = 24;
const SYSMON = 'Microsoft-Windows-Sysmon/Operational';

const DATA: VisibilityData = {
  rows: [
    { id: 'typed', title: 'Something is typed', techniques: ['T1059'], needs: [['windows/security/4688+CommandLine']] },
    {
      id: 'started',
      title: 'A program runs',
      techniques: ['T1106'],
      needs: [['windows/security/4688'], ['windows/sysmon/1']],
    },
    {
      id: 'copied',
      title: 'The directory is copied',
      techniques: ['T1003'],
      needs: [['windows/application/ESENT-325']],
    },
    { id: 'came-in', title: 'Somebody comes in', techniques: ['T1133'], needs: [['fortigate/event/0101039424+remip']] },
    { id: 'pipe', title: 'A pipe is made', techniques: ['T1570'], needs: [['windows/sysmon/17']] },
    { id: 'elsewhere', title: 'Somebody looks from far', techniques: ['T1595'], reason: 'Nobody logs it here.' },
  ],
  sources: [
    { ...source('windows/security/4688', 'Security', 'process-creation'), kinds: ['4688'], unseen: 'off' },
    {
      ...source('windows/security/4688+CommandLine', 'Security', 'command-lines'),
      ...{ kinds: ['4688'], field: 'CommandLine', unseen: 'off' },
    },
    { ...source('windows/sysmon/1', SYSMON, 'sysmon'), kinds: ['1'], unseen: 'off' },
    { ...source('windows/sysmon/17', SYSMON, 'sysmon-pipes'), kinds: ['17'], unseen: 'unproven' },
    { ...source('windows/application/ESENT-*', 'Application', 'keep-application'), hosts: 'controllers' },
    { ...source('fortigate/event/0101*', 'fortigate/event', 'fortigate-event'), hosts: 'firewalls', kinds: ['vpn'] },
  ],
  logs: [{ log: 'Security', default: ['windows'], fix: 'ship-logs' }],
  fixes: ['process-creation', 'command-lines', 'sysmon', 'sysmon-pipes', 'keep-application', 'fortigate-event']
    .concat(['ship-logs', 'keep-logs', 'watch-logs', 'clock'])
    .map((id) => ({
      id,
      title: id,
      product: 'any',
      setting: [`set ${id}`],
      cost: 'none',
      retention: '',
      source: 'test',
    })),
};

/** Ten days of a domain controller, a server and a firewall that log all that is asked for. */
const COMPLETE: readonly LogCoverage[] = ['DC01.corp.example', 'APP01.corp.example'].flatMap((host) => [
  log({ host, log: 'Security', kinds: [starts(1), kind('4624'), ...(host.startsWith('DC') ? [kind('4769')] : [])] }),
  log({ host, log: 'Application', kinds: [kind('326')] }),
  log({ host, log: SYSMON, kinds: [kind('1'), kind('17')] }),
]);
const FIREWALL = log({ host: 'FW01', product: 'fortigate', log: 'fortigate/event', kinds: [kind('vpn')], records: [] });

test('complete logs have no gap, and everything that can be logged could have been seen', () => {
  const { gaps, behaviours, fixes, grid } = see([...COMPLETE, FIREWALL]);
  expect(gaps).toEqual([]);
  expect(fixes).toEqual([]);
  expect(sights(behaviours)).toEqual({
    ...{ typed: 'yes', started: 'yes', copied: 'yes', 'came-in': 'yes', pipe: 'yes', elsewhere: 'no' },
  });
  expect(behaviours.at(-1)?.because).toEqual({ key: 'sight.never', args: { reason: 'Nobody logs it here.' } });
  expect(grid).toContainEqual({ host: 'FW01', log: 'fortigate/event', hoursCovered: 240, hoursInAll: 240 });
});

test('computers that are off at night and at the weekend have no silence', () => {
  const hours = [0, 1, 2, 3, 4, 7, 8, 9].map((day) => [day * DAY + 8, day * DAY + 18] as const);
  const office = ['Security', 'System', SYSMON].map((name) =>
    log({ host: 'WS01', log: name, hours, kinds: [starts(1), kind('1'), kind('17')] }),
  );
  expect(see([...COMPLETE, FIREWALL, ...office]).gaps).toEqual([]);
});

test('a log that hardly ever speaks is not silent', () => {
  const seldom = log({
    host: 'DC01.corp.example',
    log: 'DNS Server',
    hours: [
      [5, 5],
      [6, 6],
      [200, 200],
    ],
    kinds: [kind('2')],
  });
  expect(see([...COMPLETE, FIREWALL, seldom]).gaps).toEqual([]);
});

test.each([
  ['a battery was dead', -3_234_000],
  ['a time was forged', 9_000_000],
])('a few events decades off do not make all other logs silent: %s', (_, hour) => {
  const hours = (
    [
      [hour, hour],
      [0, 239],
    ] as [number, number][]
  ).sort((a, b) => a[0] - b[0]);
  const times = { firstMs: hours[0]![0] * HOUR, lastMs: (hours[1]![1] + 1) * HOUR };
  const { gaps, firstMs, lastMs, grid } = see(changed('APP01.corp.example', 'Security', { hours, ...times }));
  expect([gaps, firstMs, lastMs]).toEqual([[], 0, 240 * HOUR - 1]);
  expect(grid.every(({ hoursCovered, hoursInAll }) => hoursCovered === 240 && hoursInAll === 240)).toBe(true);
});

test('missing record numbers are a hole with its records, its hours and what could have happened in it', () => {
  const records = [run(1, 999, 0, 50), run(1200, 3000, 60, 239)];
  const [gap, ...more] = see(
    changed('APP01.corp.example', 'Security', {
      records,
      hours: [
        [0, 50],
        [60, 239],
      ],
    }),
  ).gaps;
  expect(more).toEqual([]);
  expect(gap).toMatchObject({ kind: 'records-missing', host: 'APP01.corp.example', log: 'Security', fix: 'ship-logs' });
  expect(gap).toMatchObject({ fromMs: 50 * HOUR, toMs: 60 * HOUR, hides: ['typed'] });
  expect(gap?.message.args).toMatchObject({ records: 200, first: 1000, last: 1199 });
});

test('behaviours that a log with a hole would have shown could be seen in part only', () => {
  const records = [run(1, 999, 0, 50), run(1200, 3000, 60, 239)];
  const { behaviours } = see(changed('APP01.corp.example', 'Security', { records }));
  expect(sights(behaviours)).toMatchObject({ typed: 'partly', started: 'yes' });
  expect(behaviours[0]).toMatchObject({ hostsSeeing: 1, hostsInAll: 2, blindHosts: ['APP01.corp.example'] });
});

test('a firewall without a day of its log is silent then', () => {
  const quiet = {
    ...FIREWALL,
    hours: [
      [0, 71],
      [96, 239],
    ] as const,
  };
  const { gaps, behaviours } = see([...COMPLETE, quiet]);
  expect(gaps).toMatchObject([
    { kind: 'silent', host: 'FW01', fromMs: 72 * HOUR, toMs: 96 * HOUR, hides: ['came-in'], fix: 'watch-logs' },
  ]);
  expect(sights(behaviours)).toMatchObject({ 'came-in': 'partly', typed: 'yes' });
});

test('a log that stops while all others go on is silent to their end', () => {
  expect(see([...COMPLETE, { ...FIREWALL, hours: [[0, 150]] }]).gaps).toMatchObject([
    { kind: 'silent', host: 'FW01', fromMs: 151 * HOUR, toMs: 240 * HOUR },
  ]);
});

test('an office computer whose Security log stops while its other logs go on is silent', () => {
  const hours = [0, 1, 2, 3, 4, 7, 8, 9].map((day) => [day * DAY + 8, day * DAY + 18] as const);
  const office = (name: string, last: number) =>
    log({ host: 'WS01', log: name, hours: hours.slice(0, last), kinds: [starts(1), kind('1'), kind('17')] });
  const { gaps } = see([...COMPLETE, FIREWALL, office('Security', 5), office('System', 8), office(SYSMON, 8)]);
  expect(gaps).toMatchObject([{ kind: 'silent', host: 'WS01', log: 'Security', hides: ['typed'] }]);
});

test('a log whose first records were overwritten begins later than others', () => {
  const rolled = { hours: [[120, 239]] as const, records: [run(80_000, 90_000, 120, 239)] };
  expect(see(changed('DC01.corp.example', 'Security', rolled)).gaps).toMatchObject([
    { kind: 'rolled-over', host: 'DC01.corp.example', fromMs: 0, toMs: 120 * HOUR, hides: ['typed'], fix: 'keep-logs' },
  ]);
});

test('a cleared log lacks what it held, and who cleared it is named', () => {
  const input = changed('DC01.corp.example', 'Security', { hours: [[100, 239]], records: [run(1, 9000, 100, 239)] });
  const { gaps } = see(input, { changes: [clearing('DC01', 100.2 * HOUR)] });
  expect(gaps).toMatchObject([
    { kind: 'log-cleared', log: 'Security', fromMs: 0, toMs: 100.2 * HOUR, hides: ['typed'] },
  ]);
  expect(gaps[0]?.message).toMatchObject({ key: 'gap.log-cleared-by', args: { actor: 'CORP\\adm' } });
});

test.each([
  ['no process start has a command line', starts(0), 'gap.field-off', 'no'],
  ['half of them have', starts(0.5), 'gap.field-in-part', 'partly'],
] as const)('says where %s', (_, kindOfStarts, key, sight) => {
  const { gaps, behaviours, fixes } = see(
    changed('APP01.corp.example', 'Security', { kinds: [kindOfStarts, kind('4624')] }),
  );
  expect(gaps).toMatchObject([
    { kind: 'setting-off', host: 'APP01.corp.example', hides: ['typed'], fix: 'command-lines' },
  ]);
  expect(gaps[0]?.message.key).toBe(key);
  expect(behaviours[0]).toMatchObject({ sight: 'partly', hostsSeeing: 1, blindHosts: ['APP01.corp.example'] });
  expect(behaviours[0]?.because.key).toBe(sight === 'no' ? 'sight.not-on' : 'sight.unproven');
  expect(fixes).toMatchObject([{ id: 'command-lines', setting: ['set command-lines'], hosts: ['APP01.corp.example'] }]);
});

test('where no process start is logged at all, nothing is said of their command lines', () => {
  const { gaps } = see(changed('APP01.corp.example', 'Security', { kinds: [kind('4624')], events: 1000 }));
  expect(gaps.map(({ message, hides }) => [message.key, hides])).toEqual([['gap.events-off', ['typed']]]);
});

test('a setting that is off is no gap where another log shows the same', () => {
  const { gaps } = see(changed('APP01.corp.example', SYSMON, { kinds: [kind('3'), kind('17')] }));
  expect(gaps).toEqual([]);
});

test('a log that others of its kind have is missing, and so is one that is on by default', () => {
  const without = (name: string) =>
    [...COMPLETE, FIREWALL].filter(({ host, log }) => !host.startsWith('APP') || log !== name);
  expect(see(without('Security')).gaps).toMatchObject([
    { kind: 'log-missing', host: 'APP01.corp.example', log: 'Security', hides: ['typed'], fix: 'ship-logs' },
  ]);
  expect(see(without(SYSMON)).gaps).toMatchObject([{ kind: 'log-missing', log: SYSMON, hides: ['pipe'] }]);
});

test('what Sysmon is not known to be asked for is seen in part, and is no gap', () => {
  const { gaps, behaviours } = see(changed('APP01.corp.example', SYSMON, { kinds: [kind('1')] }));
  expect(gaps).toEqual([]);
  expect(behaviours.find(({ behaviour }) => behaviour === 'pipe')).toMatchObject({
    ...{ sight: 'partly', because: { key: 'sight.unproven' }, fixes: ['sysmon-pipes'] },
  });
});

test('what would not be seen for sure without a hole either is not put down to the hole', () => {
  const records = [run(1, 100, 0, 100), run(200, 300, 101, 239)];
  const { behaviours } = see(changed('APP01.corp.example', SYSMON, { kinds: [kind('1')], records }));
  const because = behaviours.find(({ behaviour }) => behaviour === 'pipe')?.because;
  expect(because?.key).toBe('sight.unproven');
});

test('without a log of any host on which it could happen, a behaviour could not be seen', () => {
  const { behaviours, fixes } = see(COMPLETE);
  expect(fixes).toMatchObject([{ id: 'fortigate-event', hosts: [] }]);
  expect(behaviours.find(({ behaviour }) => behaviour === 'came-in')).toMatchObject({
    ...{ sight: 'no', because: { key: 'sight.no-host' }, hostsInAll: 0, fixes: ['fortigate-event'] },
  });
});

test('a clock that goes back by minutes, or is far from that of others, is named; seconds are not', () => {
  const clockJumps = [
    { atMs: 20 * HOUR, byMs: -2 * HOUR },
    { atMs: 90 * HOUR, byMs: -90_000 },
  ];
  const clocks: ClockSkew[] = [
    { clock: 'fw01', against: 'dc01.corp.example', by: 'shared', skewMs: HOUR, spreadMs: 500, events: 40 },
    {
      clock: 'app01.corp.example',
      against: 'dc01.corp.example',
      by: 'shared',
      skewMs: 2000,
      spreadMs: 500,
      events: 40,
    },
  ];
  expect(see(changed('APP01.corp.example', 'Security', { clockJumps }), { clocks }).gaps).toMatchObject([
    { kind: 'clock-jump', host: 'APP01.corp.example', fromMs: 18 * HOUR, toMs: 20 * HOUR, fix: 'clock' },
    { kind: 'clock-off', host: 'FW01', message: { key: 'gap.clock-ahead', args: { minutes: 60 } }, fix: 'clock' },
  ]);
});

test('of two clocks that are apart the one is off with which fewer others agree, and it is named once', () => {
  const pair = (clock: string, against: string, skewMs: number): ClockSkew => {
    return { clock, against, by: 'shared', skewMs, spreadMs: 100, events: 40 };
  };
  const clocks = [
    pair('fw01', 'app01.corp.example', -HOUR),
    pair('fw01', 'dc01.corp.example', 200),
    pair('app01.corp.example', 'dc01.corp.example', HOUR),
  ];
  expect(see([...COMPLETE, FIREWALL], { clocks }).gaps).toMatchObject([
    { kind: 'clock-off', host: 'APP01.corp.example', message: { key: 'gap.clock-ahead', args: { minutes: 60 } } },
  ]);
});

test('what shows some ways of doing it only lets it be seen in part, and two logs that show all ways together wholly', () => {
  const ways = {
    ...{ id: 'ways', title: 'It is typed or started', techniques: ['T1059'] },
    needs: [['windows/security/4688+CommandLine', 'windows/sysmon/17']],
    partly: [['windows/security/4688+CommandLine'], ['windows/sysmon/17']],
  };
  const sightIn = (coverage: readonly LogCoverage[]) => {
    const { behaviours } = seeVisibility(
      { coverage, addresses: [], changes: [], clocks: [] },
      { ...DATA, rows: [...DATA.rows, ways] },
    );
    return behaviours.at(-1)?.sight;
  };
  expect(sightIn(COMPLETE)).toBe('yes');
  expect(sightIn(COMPLETE.filter(({ log }) => log !== SYSMON))).toBe('partly');
  expect(sightIn(COMPLETE.filter(({ log }) => log === 'Application'))).toBe('no');
});

test('a host without a telling Security log may be a controller: what only controllers show cannot be told', () => {
  const copied = (coverage: readonly LogCoverage[]) =>
    see(coverage).behaviours.find(({ behaviour }) => behaviour === 'copied')?.sight;
  const ofController = ({ host }: LogCoverage): boolean => host.startsWith('DC');
  const isApplication = ({ log }: LogCoverage): boolean => log === 'Application';
  expect(copied(COMPLETE.filter(isApplication))).toBe('partly');
  expect(copied(COMPLETE.filter((log) => !(ofController(log) && isApplication(log))))).toBe('no');
  // No host logs tickets: perhaps nobody asked for them.
  expect(copied(COMPLETE.filter((log) => !ofController(log)))).toBe('partly');
  expect(copied(COMPLETE.filter((log) => !ofController(log) && !isApplication(log)))).toBe('no');
});

test('what a computer and the firewall show together happens on the computer', () => {
  const row = {
    ...{ id: 'both', title: 'From the tunnel to a desktop', techniques: ['T1078'] },
    needs: [['windows/security/4688', 'fortigate/event/0101039424']],
  };
  expect(sightsOf(row, [...COMPLETE, FIREWALL])).toMatchObject({ sight: 'yes', hostsInAll: 2 });
  expect(sightsOf(row, COMPLETE)).toMatchObject({ sight: 'no', hostsInAll: 2 });
});

test('a web server that its log does not name may be any of the computers that are known', () => {
  const row = { id: 'put', title: 'A file is put into a web folder', techniques: ['T1505'] };
  const source = { evidence: 'webserver/access', logs: ['w3c/iis'], hosts: 'web', fix: 'sysmon' } as const;
  const web = log({ host: '10.0.0.7', product: 'iis', log: 'w3c/iis', kinds: [kind('')], records: [] });
  const of = (needs: readonly (readonly string[])[], coverage: readonly LogCoverage[]) =>
    sightsOf({ ...row, needs }, coverage, [source]);
  expect(of([['windows/sysmon/1', 'webserver/access']], [...COMPLETE, web])).toMatchObject({
    ...{ sight: 'partly', because: { key: 'sight.unproven' }, blindHosts: ['10.0.0.7'] },
  });
  const bare = COMPLETE.filter((one) => one.log !== SYSMON);
  expect(of([['windows/sysmon/1', 'webserver/access']], [...bare, web])).toMatchObject({ sight: 'no' });
  expect(of([['webserver/access']], [...bare, web])).toMatchObject({ sight: 'yes' });
});

test('of a log whose file is there without an event it is said that it is empty', () => {
  const coverage = COMPLETE.filter(({ host, log }) => !(host.startsWith('APP') && log === 'Security'));
  const report = (source: string, more: Partial<SourceReport> = {}): SourceReport => {
    const nothing = { events: 0, problems: 0, firstMs: null, lastMs: null, hosts: [], channels: [] };
    return { source, format: 'evtx', sizeBytes: 69_632, ...nothing, ...more };
  };
  const message = (sources: readonly SourceReport[]) =>
    see(coverage, { empty: emptyLogs(sources, coverage) }).gaps.map(({ message: { key } }) => key);
  expect(message([report('logs/APP01/Security.evtx')])).toEqual(['gap.log-empty']);
  expect(message([report('logs/DC01/Security.evtx'), report('logs/Security.evtx')])).toEqual(['gap.log-missing']);
  expect(message([report('logs/APP01/Security.evtx', { problems: 1 })])).toEqual(['gap.log-missing']);
  expect(message([report('logs/APP01/Security.evtx', { outsideTime: 5 })])).toEqual(['gap.log-missing']);
});

test('a log that says next to nothing on most hosts that have it is not missing on those that lack it', () => {
  const rare = (host: string, hours: number) =>
    log({ host, log: 'Security', hours: [[100, 100 + hours - 1]], kinds: [kind('4663')] });
  const sysmon = ['A', 'B', 'C', 'D', 'E'].map((host) => log({ host, log: SYSMON, kinds: [kind('1'), kind('17')] }));
  const few = [rare('A', 60), rare('B', 5), rare('C', 2), rare('D', 1)];
  const missing = (coverage: readonly LogCoverage[]) =>
    see(coverage).gaps.flatMap(({ kind, host }) => (kind === 'log-missing' ? [host] : []));
  expect(missing([...sysmon, ...few])).toEqual([]);
  expect(missing([...sysmon, ...few.map((one) => rare(one.host, 60))])).toEqual(['E']);
});

test('names of one host are one host, and its own address too', () => {
  const [first, ...rest] = COMPLETE;
  const web = log({ host: '10.0.0.5', product: 'iis', log: 'w3c/iis', kinds: [kind('')], records: [] });
  const address = {
    host: 'dc01.corp.example',
    address: '10.0.0.5',
    basis: 'own',
    firstMs: 0,
    lastMs: 0,
    count: 1,
  } as const;
  const { grid } = see([{ ...first!, host: 'DC01' }, ...rest, web], {
    addresses: [{ ...address, firstRef: { source: 'a.evtx', record: 1 } }],
  });
  expect(new Set(grid.map(({ host }) => host.split('.')[0]!.toUpperCase()))).toEqual(new Set(['APP01', 'DC01']));
});

test('no log at all is no gap and shows nothing', () => {
  const { firstMs, gaps, grid, behaviours } = see([]);
  expect([firstMs, gaps, grid]).toEqual([null, [], []]);
  expect(behaviours.every(({ sight }) => sight === 'no')).toBe(true);
});

function see(coverage: readonly LogCoverage[], more: Partial<VisibilityInput> = {}): Visibility {
  return seeVisibility({ coverage, addresses: [], changes: [], clocks: [], ...more }, DATA);
}

function changed(host: string, name: string, change: Partial<LogCoverage>): readonly LogCoverage[] {
  return [...COMPLETE, FIREWALL].map((one) => (one.host === host && one.log === name ? { ...one, ...change } : one));
}

/** What is said of one more row. */
function sightsOf(row: CatalogueRow, coverage: readonly LogCoverage[], sources: readonly EvidenceSource[] = []) {
  const data = { ...DATA, rows: [...DATA.rows, row], sources: [...DATA.sources, ...sources] };
  return seeVisibility({ coverage, addresses: [], changes: [], clocks: [] }, data).behaviours.at(-1)!;
}

function sights(behaviours: Visibility['behaviours']): Readonly<Record<string, string>> {
  return Object.fromEntries(behaviours.map(({ behaviour, sight }) => [behaviour, sight]));
}

function source(evidence: string, name: string, fix: string): VisibilityData['sources'][number] {
  return { evidence, logs: [name], hosts: 'windows', fix };
}

function log(part: Pick<LogCoverage, 'host' | 'log'> & Partial<LogCoverage>): LogCoverage {
  const { hours = [[0, 239]], kinds = [] } = part;
  return {
    ...{ product: 'windows', kinds, hours, clockJumps: [], sources: [] },
    events: kinds.reduce((sum, { count }) => sum + count, 0),
    ...{ firstMs: hours[0]![0] * HOUR, lastMs: (hours.at(-1)![1] + 1) * HOUR - 1 },
    records: [run(500, 9000, hours[0]![0], hours.at(-1)![1])],
    ...part,
  };
}

function kind(name: string, filled?: CoveredKind['filled']): CoveredKind {
  const seen = { kind: name, count: 1000, firstMs: 0, lastMs: 239 * HOUR };
  return filled === undefined ? seen : { ...seen, filled };
}

function starts(share: number): CoveredKind {
  return kind('4688', { CommandLine: 1000 * share });
}

function run(first: number, last: number, firstHour: number, lastHour: number): LogCoverage['records'][number] {
  return { first, last, firstMs: firstHour * HOUR, lastMs: lastHour * HOUR };
}

function clearing(host: string, timeMs: number): Change {
  const ref: Change['ref'] = { source: 'a.evtx', record: 1 };
  return { timeMs, host, kind: 'log-cleared', actor: 'CORP\\adm', target: 'Security', detail: '', ref };
}
