import { expect, test } from 'vitest';
import type { LogEvent, Schema } from '../model/index.ts';
import { createLogons } from './logons.ts';

const HOUR = 3_600_000;
const LOGON = schema('Security', 4624);
const FAILURE = schema('Security', 4625);
const LOGOFF = schema('Security', 4634);
const BOOT = schema('System', 6005);

test('counts the logons of an account to a host from a place, with failures and days', () => {
  const { logons } = follow([logon(0), logon(HOUR), logon(30 * HOUR), { ...logon(31 * HOUR), schema: FAILURE }]);
  expect(logons).toMatchObject([
    {
      ...{ account: 'UTIL\\anna', host: 'DC01', from: '10.1.0.9', kind: 'remote-interactive', failures: 1, count: 4 },
      ...{ firstMs: 0, lastMs: 31 * HOUR, days: [[0, 1]] },
    },
  ]);
});

test('ends a session at its logoff, and else at the next start of the host, which it says', () => {
  const { sessions } = follow([
    logon(0, { TargetLogonId: '0x1A' }),
    logon(HOUR, { TargetLogonId: '0x2b' }),
    event(LOGOFF, 2 * HOUR, { TargetLogonId: '0x1a' }),
    event(BOOT, 5 * HOUR, {}),
    logon(6 * HOUR, { TargetLogonId: '0x3c' }),
  ]);
  expect(sessions.map(({ logonId, endMs, isEndInferred }) => [logonId, endMs, isEndInferred])).toEqual([
    ['0x1a', 2 * HOUR, undefined],
    ['0x2b', 5 * HOUR, true],
    ['0x3c', null, undefined],
  ]);
});

test('knows no session for machines and for the system, but counts their logons', () => {
  const machine = logon(0, { TargetUserName: 'FS01$', LogonType: 3 });
  const system = logon(0, { TargetUserName: 'SYSTEM', TargetUserSid: 'S-1-5-18', LogonType: 5 });
  const { logons, sessions, accountHours } = follow([machine, system]);
  expect([logons.length, sessions.length, accountHours.length]).toEqual([2, 0, 0]);
});

test('says at which hours of the week an account is at work', () => {
  // 5 January 2026 was a Monday.
  const { accountHours } = follow([logon(Date.UTC(2026, 0, 5, 9, 30)), logon(Date.UTC(2026, 0, 11, 23))]);
  expect(accountHours[0]?.hours).toEqual([9, 1, 6 * 24 + 23, 1]);
});

test('gives the same wherever the log is cut into pieces', () => {
  const events = Array.from({ length: 300 }, (_, index) =>
    index % 3 === 2
      ? event(LOGOFF, index * HOUR, { TargetLogonId: `0x${(index - 2).toString(16)}` })
      : logon(index * HOUR, { TargetLogonId: `0x${index.toString(16)}`, TargetUserName: `user${index % 7}` }),
  );
  const merged = createLogons();
  for (let from = 0; from < events.length; from += 41) merged.absorb(feed(events.slice(from, from + 41)).part());
  expect(merged.result()).toEqual(feed(events).result());
});

function feed(events: readonly LogEvent[]): ReturnType<typeof createLogons> {
  const logons = createLogons();
  for (const one of events) logons.bind(one.schema)?.(one);
  return logons;
}

function follow(events: readonly LogEvent[]) {
  return feed(events).result();
}

function logon(timeMs: number, fields: Record<string, string | number> = {}): LogEvent {
  const usual = { TargetDomainName: 'UTIL', TargetUserName: 'anna', TargetUserSid: 'S-1-5-21-1-2-3-1104' };
  return event(LOGON, timeMs, {
    ...usual,
    LogonType: 10,
    IpAddress: '::ffff:10.1.0.9',
    TargetLogonId: '0x9',
    ...fields,
  });
}

function event(of: Schema, timeMs: number, fields: Record<string, string | number>): LogEvent {
  return { schema: of, ref: { source: 'a' }, timeMs, host: 'DC01', get: (name) => fields[name], entries: () => [] };
}

function schema(channel: string, eventId: number): Schema {
  const constants = new Map<string, string | number>([
    ['Channel', channel],
    ['EventID', eventId],
  ]);
  return { id: `windows/${channel}/${eventId}`, product: 'windows', views: [], constants };
}
