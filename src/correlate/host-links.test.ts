import { describe, expect, test } from 'vitest';
import type { Alert, EventRef, Level, Observations } from '../model/index.ts';
import { correlate } from './correlate.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.UTC(2026, 2, 2);
const NOON = START + DAY / 2;

const NOTHING: Observations = {
  ...{ coverage: [], logons: [], accountHours: [], sessions: [], processes: [], commands: [], flows: [], relays: [] },
  ...{ changes: [], leases: [], addresses: [], names: [], clocks: [], limits: [] },
};

/** Thirty days of logs of hosts whose addresses are known. */
const MONTH: Observations = {
  ...NOTHING,
  coverage: ['WS01', 'SRV02', 'DB03'].map((host) => ({
    ...{ host, product: 'windows', log: 'Security', events: 1000, firstMs: START, lastMs: START + 30 * DAY },
    ...{ hours: [], kinds: [], records: [], clockJumps: [], sources: [`${host}.evtx`] },
  })),
  addresses: ['WS01', 'SRV02', 'DB03'].map((host, index) => ({
    ...{ host, address: `10.0.0.${index + 1}`, basis: 'own' as const, firstRef: ref(host, 1) },
    ...{ firstMs: START, lastMs: START + 30 * DAY, count: 9 },
  })),
};

function ref(host: string, record: number): EventRef {
  return { source: `${host}.evtx`, record };
}

function alert(host: string, record: number, level: Level, timeMs: number): Alert {
  return {
    rule: { id: `r${record}`, title: `rule ${record}`, level, tags: ['attack.execution'] },
    ...{ event: ref(host, record), timeMs, host, because: [] },
  };
}

function incidentsOf(alerts: readonly Alert[], observations: Observations = MONTH) {
  return correlate({ alerts, observations, notesOf: () => undefined }).incidents;
}

function kindsOf(alerts: readonly Alert[], observations?: Observations): string[] {
  return incidentsOf(alerts, observations).flatMap(({ links }) => links.map(({ kind }) => kind));
}

describe('traffic that is relayed through a host', () => {
  const three = [
    alert('WS01', 11, 'critical', NOON),
    alert('SRV02', 12, 'critical', NOON + 5 * MINUTE),
    alert('DB03', 13, 'critical', NOON + 9 * MINUTE),
  ];
  const relay = {
    ...{ from: '10.0.0.1', relay: '10.0.0.2', relayPort: 50100, to: '10.0.0.3', toPort: 1433, bytes: 90_000 },
    ...{ firstMs: NOON + MINUTE, lastMs: NOON + 8 * MINUTE, count: 2, firstRef: ref('zeek', 7) },
  };

  test('ties what happened on it to both ends, by the record of the first such flow', () => {
    const incidents = incidentsOf(three, { ...MONTH, relays: [relay] });
    expect(incidents.map(({ hosts }) => hosts)).toEqual([['host:ws01', 'host:srv02', 'host:db03']]);
    const [links] = incidents.map((incident) => incident.links);
    expect(links?.map(({ kind }) => kind)).toEqual(['relay', 'relay']);
    expect(links?.every(({ evidence }) => evidence.some(({ source }) => source === 'zeek.evtx'))).toBe(true);
  });

  test('ties nothing without the record that shows it, and nothing of another day', () => {
    expect(incidentsOf(three).map(({ links }) => links)).toEqual([[], [], []]);
    const late = { ...relay, firstMs: NOON + 3 * DAY, lastMs: NOON + 3 * DAY + MINUTE };
    expect(kindsOf(three, { ...MONTH, relays: [late] })).toEqual([]);
  });
});

describe('two things worth a question on one host', () => {
  const two = [alert('WS01', 11, 'high', NOON), alert('WS01', 12, 'medium', NOON + 20 * MINUTE)];

  test('within half an hour are one story where hardly anything else happens', () => {
    expect(kindsOf(two)).toEqual(['same-host-close-in-time']);
  });

  test('are strangers where such things happen every day, or hours apart', () => {
    const everyDay = Array.from({ length: 25 }, (_, day) =>
      alert('WS01', 100, 'medium', START + day * DAY + 7 * MINUTE),
    );
    expect(kindsOf([...two, ...everyDay])).toEqual([]);
    expect(kindsOf([two[0]!, { ...two[1]!, timeMs: NOON + 3 * 60 * MINUTE }])).toEqual([]);
  });
});

describe('two hosts where hardly anything happens', () => {
  const both = [alert('WS01', 11, 'high', NOON), alert('SRV02', 12, 'medium', NOON + 4 * MINUTE)];
  const session = {
    ...{ host: 'SRV02', logonId: '0x77', account: 'CORP\\a', kind: 'network' as const, address: '10.0.0.1' },
    ...{ startMs: NOON + 3 * MINUTE, endMs: null, ref: ref('SRV02', 5) },
  };
  const flow = {
    ...{ from: '10.0.0.1', to: '10.0.0.2', port: 135, protocol: 'tcp', bytesOut: 9, bytesIn: 9, longestMs: 9 },
    ...{ firstMs: NOON + 3 * MINUTE, lastMs: NOON + 3 * MINUTE, count: 1, days: [], gaps: [], refused: 0 },
    firstRef: ref('SRV02', 6),
  };

  test.each([
    ['a logon', { ...MONTH, sessions: [session] }, 5],
    ['a connection by which one works elsewhere', { ...MONTH, flows: [flow] }, 6],
  ])('are one story when %s leads from the one to the other', (_, observations, record) => {
    const [incident] = incidentsOf(both, observations);
    expect(incident?.links.map(({ reason }) => reason.key)).toEqual(['link.contact-between']);
    expect(incident?.links[0]?.evidence).toContainEqual(ref('SRV02', record));
  });

  test('are strangers without one, or when it leads elsewhere', () => {
    expect(incidentsOf(both)).toEqual([]);
    expect(incidentsOf(both, { ...MONTH, flows: [{ ...flow, port: 443 }] })).toEqual([]);
    expect(incidentsOf(both, { ...MONTH, sessions: [{ ...session, address: '10.0.0.3' }] })).toEqual([]);
  });
});

test('what two rules say of one record belongs together, on a busy host too', () => {
  const busy = Array.from({ length: 25 }, (_, day) => alert('WS01', 100, 'medium', START + day * DAY));
  const twice = [alert('WS01', 11, 'high', NOON), { ...alert('WS01', 12, 'medium', NOON), event: ref('WS01', 11) }];
  expect(kindsOf([...busy, ...twice])).toContain('same-record');
  const apart = [twice[0]!, { ...twice[1]!, event: ref('WS01', 12) }];
  expect(incidentsOf([...busy, ...apart])).toEqual([]);
});

test('an address that was grave once is remembered behind any number of everyday things', () => {
  const from = (host: string, record: number, level: Level, timeMs: number): Alert => ({
    ...alert(host, record, level, timeMs),
    context: { addresses: ['198.51.100.7'] },
  });
  const everyday = Array.from({ length: 20 }, (_, hour) =>
    from('SRV02', 50 + hour, 'informational', NOON + (hour + 1) * 60 * MINUTE),
  );
  const [incident] = incidentsOf([
    from('WS01', 11, 'high', NOON),
    ...everyday,
    from('DB03', 12, 'high', NOON + 2 * DAY),
  ]);
  expect(incident?.hosts).toEqual(['host:ws01', 'host:srv02', 'host:db03']);
});

describe('a machine that was brought', () => {
  const inTunnel = {
    ...{ host: 'WS01', logonId: '0x77', account: 'CORP\\a', kind: 'remote-interactive' as const, address: '10.9.0.5' },
    ...{ startMs: NOON - MINUTE, endMs: null, ref: ref('WS01', 5) },
  };
  const named = {
    ...inTunnel,
    logonId: '0x76',
    kind: 'network' as const,
    workstation: 'LAPTOP-X',
    ref: ref('WS01', 4),
  };
  const inHouse = {
    ...{ host: 'DB03', logonId: '0x88', account: 'CORP\\b', kind: 'network' as const, address: '10.0.7.7' },
    ...{ workstation: 'LAPTOP-X', startMs: NOON + DAY, endMs: null, ref: ref('DB03', 6) },
  };
  const lease = {
    ...{ address: '10.9.0.5', kind: 'vpn' as const, user: 'a', fromMs: NOON - 5 * MINUTE, toMs: NOON + 60 * MINUTE },
    ref: ref('fw', 1),
  };
  const both: Alert[] = [
    { ...alert('WS01', 11, 'critical', NOON), context: { account: 'CORP\\a', logonId: '0x77' } },
    { ...alert('DB03', 12, 'critical', NOON + DAY + MINUTE), context: { account: 'CORP\\b', logonId: '0x88' } },
  ];

  test('is one hand, through the tunnel and in the house, when it told its name', () => {
    const sessions = [named, inTunnel, inHouse];
    const [incident, other] = incidentsOf(both, { ...MONTH, sessions, leases: [lease] });
    expect(incident?.links.map(({ reason }) => reason.key)).toEqual(['link.same-stranger']);
    expect(other).toBeUndefined();
  });

  test('ties nothing when it did not, or is a host of the house', () => {
    expect(incidentsOf(both, { ...MONTH, sessions: [inTunnel, inHouse], leases: [lease] })).toHaveLength(2);
    const known = { ...named, workstation: 'SRV02' };
    expect(incidentsOf(both, { ...MONTH, sessions: [known, inTunnel, inHouse], leases: [lease] })).toHaveLength(2);
  });
});

test('an account that a record names by its SID is the one that a logon names so', () => {
  const logon = {
    ...{ host: 'WS01', logonId: '0x77', account: 'CORP\\a', sid: 'S-1-5-21-1-2-3-1104', kind: 'interactive' as const },
    ...{ startMs: NOON - MINUTE, endMs: null, ref: ref('WS01', 5) },
  };
  const by = (one: Alert, account: string): Alert => ({ ...one, context: { account } });
  const two = [
    by(alert('WS01', 11, 'high', NOON), 'CORP\\a'),
    by(alert('DB03', 12, 'medium', NOON + MINUTE), 'S-1-5-21-1-2-3-1104'),
    by(alert('WS01', 13, 'medium', NOON + 2 * MINUTE), 'S-1-5-21-1-2-3-1104'),
  ];
  const [incident] = incidentsOf(two, { ...MONTH, sessions: [logon] });
  expect(incident?.accounts).toEqual(['account:a']);
  expect(incident?.alerts.map(({ account }) => account)).toEqual(['CORP\\a', 'CORP\\a']);
  expect(incidentsOf(two).flatMap(({ accounts }) => accounts)).toContain('account:s-1-5-21-1-2-3-1104');
});
