import { describe, expect, it } from 'vitest';
import {
  type Change,
  type Entity,
  type EventRef,
  type Incident,
  type IncidentAlert,
  type Level,
  type LogonPath,
  msg,
  type Observations,
  type Session,
} from '../model/index.ts';
import { accountScopes } from './accounts.ts';

const DAY_MS = 24 * 3_600_000;
const NOTHING: Observations = {
  ...{ coverage: [], logons: [], accountHours: [], sessions: [], processes: [], commands: [], flows: [], relays: [] },
  ...{ changes: [], leases: [], addresses: [], names: [], clocks: [], limits: [] },
};
const ENTITIES: readonly Entity[] = [
  { id: 'host:fw', kind: 'host', name: 'FW', aliases: [], roles: ['firewall'] },
  { id: 'host:dc', kind: 'host', name: 'dc.corp.example', aliases: ['DC'], roles: ['domain-controller'] },
  { id: 'host:sql', kind: 'host', name: 'sql.corp.example', aliases: ['SQL'], roles: [] },
  { id: 'host:laptop', kind: 'host', name: 'LAPTOP', aliases: [], roles: [] },
  { id: 'account:eve', kind: 'account', name: 'CORP\\eve', aliases: ['eve'], roles: [] },
  { id: 'account:bob', kind: 'account', name: 'CORP\\bob', aliases: [], roles: [] },
];

function at(record: number): EventRef {
  return { source: 'a.evtx', record };
}

function alert(behaviour: string, host: string, part: { account?: string; level?: Level; record?: number } = {}) {
  const { account, level = 'high', record = 1 } = part;
  const one: IncidentAlert = {
    ...{ id: `${host}/${behaviour}`, ruleId: 'r', title: behaviour, level, raisedLevel: level, raisedBecause: [] },
    ...{ timeMs: DAY_MS, host, behaviours: [behaviour], techniques: [], tactics: [], ref: at(record), summary: '' },
    ...{ count: 1, ...(account === undefined ? {} : { account }) },
  };
  return one;
}

function logon(account: string, host: string, from: string, part: Partial<LogonPath> = {}): LogonPath {
  return {
    ...{ account, host, from, kind: 'network', failures: 0, days: [], firstRef: at(9) },
    ...{ firstMs: DAY_MS, lastMs: DAY_MS, count: 1, ...part },
  };
}

/** Class of each account by its name, with the key of the reason. */
function scopes(
  alerts: readonly IncidentAlert[],
  accounts: readonly string[],
  part: Partial<Observations> = {},
): Record<string, string> {
  const incident: Incident = {
    ...{ id: 'I', title: msg('incident.title'), level: 'high', score: 1, scoreParts: [], stages: [], links: [] },
    ...{ firstMs: DAY_MS, lastMs: DAY_MS, addresses: [], entry: null, now: null, story: [], usualAlerts: 0 },
    ...{ hosts: ['host:fw', 'host:dc', 'host:sql', 'host:laptop'], accounts, alerts },
  };
  const all = accountScopes(incident, ENTITIES, { ...NOTHING, ...part });
  return Object.fromEntries(
    all.map(({ account, class: kind, reason, isMade }) => [account, `${kind} ${reason.key}${isMade ? ' made' : ''}`]),
  );
}

describe('accounts of an incident', () => {
  it('are used when a grave alert is theirs, and near when their owner only worked there', () => {
    const alerts = [
      alert('ex-psexec', 'sql.corp.example', { account: 'eve' }),
      alert('di-nltest', 'dc.corp.example', { account: 'CORP\\bob', level: 'low' }),
    ];
    expect(scopes(alerts, ['account:eve', 'account:bob', 'account:carl'])).toEqual({
      'account:eve': 'used account.used',
      'account:bob': 'reachable account.near',
      'account:carl': 'reachable account.named',
    });
  });

  it('are exposed with all others when the directory was copied, or its stores were read at a controller', () => {
    const exposed = { '*': 'exposed account.domain-lost' };
    expect(scopes([alert('ca-ntdsutil-ifm', 'dc.corp.example')], [])).toEqual(exposed);
    expect(scopes([alert('ca-secretsdump', 'dc.corp.example')], [])['*']).toBe('exposed account.domain-lost');
    expect(scopes([alert('ca-secretsdump', 'sql.corp.example')], [])).toEqual({
      'sql.corp.example\\*': 'exposed account.hives-saved',
    });
  });

  it('are exposed when a ticket of theirs was taken that can be cracked, even where they are only named', () => {
    const ticket = { ...alert('x', 'dc.corp.example', { account: 'eve' }), behaviours: [], techniques: ['T1558.003'] };
    const targetAccounts = ['CORP\\bob', 'svc-sql', 'SQL$'];
    expect(scopes([{ ...ticket, targetAccounts }], ['account:eve', 'account:bob'])).toEqual({
      'account:eve': 'used account.used',
      'account:bob': 'exposed account.ticket-taken',
      'svc-sql': 'exposed account.ticket-taken',
    });
  });

  it('are exposed when they had a session while memory was read, once and under their own id', () => {
    const session = (account: string, part: Partial<Session> = {}): Session => ({
      ...{ host: 'sql.corp.example', logonId: '0x1', account, kind: 'service', startMs: 0, endMs: null, ref: at(3) },
      ...part,
    });
    const sessions = [
      session('CORP\\bob'),
      session('CORP\\svc-sql'),
      session('CORP\\gone', { endMs: 5 }),
      session('CORP\\net', { kind: 'network' }),
    ];
    const alerts = [alert('ca-comsvcs-dump', 'sql.corp.example', { account: 'CORP\\eve' })];
    expect(scopes([...alerts, alert('ca-lsass-handle', 'sql.corp.example')], ['account:eve'], { sessions })).toEqual({
      'account:eve': 'used account.used',
      'account:bob': 'exposed account.session-present',
      'CORP\\svc-sql': 'exposed account.session-present',
    });
  });

  it('are exposed by saved hives when a service of the host runs under them, not when somebody only sits there', () => {
    const session = (account: string, kind: Session['kind']): Session => ({
      ...{ host: 'sql.corp.example', logonId: '0x1', account, kind, startMs: 0, endMs: null, ref: at(3) },
    });
    const sessions = [session('CORP\\bob', 'remote-interactive'), session('CORP\\svc-sql', 'service')];
    expect(scopes([alert('ca-reg-save', 'sql.corp.example')], [], { sessions })).toEqual({
      'sql.corp.example\\*': 'exposed account.hives-saved',
      'CORP\\svc-sql': 'exposed account.session-present',
    });
  });
});

describe('accounts that no alert names', () => {
  it('are those that a device keeps, when somebody could read its settings', () => {
    const observed = {
      addresses: [
        { host: 'FW', address: '10.0.0.1', basis: 'logon', firstRef: at(8), firstMs: 0, lastMs: 0, count: 1 } as const,
      ],
      logons: [
        logon('CORP\\svc-ldap', 'dc.corp.example', '10.0.0.1'),
        logon('CORP\\anna', 'dc.corp.example', '10.0.0.1'),
        logon('anna', 'FW', '198.51.100.7', { kind: 'vpn' }),
        logon('CORP\\wrong', 'dc.corp.example', '10.0.0.1', { failures: 1 }),
        logon('CORP\\other', 'dc.corp.example', '10.0.0.2'),
      ],
    };
    expect(scopes([alert('fgt-config-download', 'FW')], [], observed)).toEqual({
      'CORP\\svc-ldap': 'exposed account.stored-on-device',
    });
    expect(scopes([alert('vpn-resid-source', 'FW')], [], observed)).toEqual({});
  });

  it('are not those that came through a device only while its own logs were silent', () => {
    const DAY_HOURS = 24;
    const coverage = [
      {
        ...{ host: 'FW', product: 'fortigate', log: 'fortigate/event', events: 1, firstMs: 0, lastMs: 3 * DAY_MS },
        ...{
          hours: [[0, 23] as const, [2 * DAY_HOURS, 71] as const],
          kinds: [],
          records: [],
          clockJumps: [],
          sources: [],
        },
      },
    ];
    const addresses = [
      { host: 'FW', address: '10.0.0.1', basis: 'logon', firstRef: at(8), firstMs: 0, lastMs: 0, count: 1 } as const,
    ];
    const logons = [
      logon('CORP\\svc-ldap', 'dc.corp.example', '10.0.0.1', { lastMs: 2 * DAY_MS }),
      logon('CORP\\guest', 'dc.corp.example', '10.0.0.1'),
    ];
    expect(scopes([alert('fgt-config-download', 'FW')], [], { coverage, addresses, logons })).toEqual({
      'CORP\\svc-ldap': 'exposed account.stored-on-device',
    });
  });

  it('are those that logged on from a machine of the incident that keeps no logs', () => {
    const coverage = ['FW', 'dc.corp.example', 'sql.corp.example'].map((host) => ({
      ...{ host, product: 'windows', log: 'Security', events: 1, firstMs: 0, lastMs: 0, hours: [], kinds: [] },
      ...{ records: [], clockJumps: [], sources: [] },
    }));
    const logons = [
      logon('CORP\\bob', 'sql.corp.example', 'LAPTOP'),
      logon('CORP\\long-ago', 'sql.corp.example', 'LAPTOP', { firstMs: -30 * DAY_MS, lastMs: -30 * DAY_MS }),
      logon('CORP\\carl', 'dc.corp.example', 'sql.corp.example'),
    ];
    expect(scopes([alert('ex-psexec', 'sql.corp.example')], [], { coverage, logons })).toEqual({
      'account:bob': 'used account.logged-on-from',
    });
  });

  it('are those that a record of the incident shows being made, in the directory, on a host or on a device', () => {
    const change = (record: number, part: Partial<Change>): Change => ({
      ...{
        timeMs: DAY_MS,
        host: 'FW',
        kind: 'config-changed',
        actor: 'admin',
        target: '',
        detail: '',
        ref: at(record),
      },
      ...part,
    });
    const changes = [
      change(1, { target: 'system.admin', detail: 'Add net support accprofile[super_admin] GUI(198.51.100.7)' }),
      change(2, { target: 'user.local', detail: 'Edit old passwd[*]' }),
      change(3, { kind: 'account-created', host: 'dc.corp.example', target: 'CORP\\helper' }),
      change(4, { kind: 'account-created', host: 'dc.corp.example', target: 'CORP\\NEW01$' }),
      change(5, { kind: 'account-created', host: 'dc.corp.example', target: 'CORP\\hired' }),
      change(6, { kind: 'account-created', host: 'dc.corp.example', target: 'CORP\\bob' }),
    ];
    const alerts = [1, 2, 3, 4].map((record) => alert('fgt-new-admin', 'FW', { record }));
    expect(scopes(alerts, ['account:bob'], { changes })).toEqual({
      'account:bob': 'used account.made made',
      'FW\\net support': 'used account.made made',
      'CORP\\helper': 'used account.made made',
    });
  });
});
