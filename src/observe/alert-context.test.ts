import { expect, test } from 'vitest';
import type { LogEvent } from '../model/index.ts';
import { alertContext, targetsIn } from './alert-context.ts';

test.each([
  ['wmic /node:DC01 process call create "cmd.exe /c dir"', ['dc01']],
  ['wmic /node:"fs02.util.example" os list', ['fs02.util.example']],
  ['cmd.exe /c dir /S \\\\FS02\\c$\\Users >> C:\\Windows\\Temp\\x.tmp', ['fs02']],
  ['psexec.exe \\\\HIST01 -s cmd', ['hist01']],
  ['Invoke-Command -ComputerName SRV-9 -ScriptBlock {}', ['srv-9']],
  ['winrs -r:dc02 whoami', ['dc02']],
  ['cmd.exe /Q /c whoami 1> \\\\127.0.0.1\\ADMIN$\\__17 2>&1', []],
  ['\\\\.\\pipe\\x \\\\*\\IPC$ \\\\?\\C:\\x', []],
])('%s names %j', (command, targets) => {
  expect(targetsIn([command])).toEqual(targets);
});

test('says who did what from where, under the names of any product', () => {
  const windows = {
    SubjectDomainName: 'UTIL',
    SubjectUserName: 'anna',
    SubjectLogonId: '0x1F',
    IpAddress: '::ffff:10.1.2.3',
  };
  expect(alertContext(event(windows))).toEqual({ account: 'UTIL\\anna', logonId: '0x1f', addresses: ['10.1.2.3'] });
  expect(alertContext(event({ user: 'svc_vpn', remip: '203.0.113.9' }))).toEqual({
    account: 'svc_vpn',
    addresses: ['203.0.113.9'],
  });
});

test('takes neither a group for an account that something was done to, nor a number for the name of a user', () => {
  const member = { TargetDomainName: 'UTIL', TargetUserName: 'Domain Admins', SubjectUserName: 'anna' };
  expect(alertContext(event(member, { EventID: 4728 }))).toEqual({ account: 'anna' });
  expect(alertContext(event(member, { EventID: 4738 }))).toEqual({
    account: 'anna',
    targetAccount: 'UTIL\\Domain Admins',
  });
  expect(alertContext(event({ User: '1000' }, {}, 'linux'))).toEqual({});
  expect(alertContext(event({ User: 'anna' }, {}, 'linux'))).toEqual({ account: 'anna' });
});

test('takes the asker of a ticket for who acts, and the service for whom it concerns', () => {
  const ticket = { TargetUserName: 'anna@UTIL.EXAMPLE', ServiceName: 'svc-sql', IpAddress: '::ffff:10.1.2.3' };
  expect(alertContext(event(ticket, { EventID: 4769 }))).toEqual({
    ...{ account: 'anna', targetAccount: 'svc-sql', addresses: ['10.1.2.3'] },
  });
});

test('finds the files that a command names', () => {
  const { files } = alertContext(event({ CommandLine: 'rar a "C:\\Perflogs\\a.rar" C:\\Windows\\Temp\\pro\\' }));
  expect(files).toEqual(['c:\\perflogs\\a.rar', 'c:\\windows\\temp\\pro']);
});

test('takes for who acts in PowerShell the user of the pipeline, or the SID that the record was written under', () => {
  const pipeline = { ContextInfo: '  Severity = Informational\r\n  User = UTIL\\anna\r\n  Connected User = \r\n' };
  const views = [{ product: 'windows', service: 'powershell', fields: new Map() }];
  const contextOf = (fields: Record<string, string>) => {
    const one = event(fields, {}, 'windows');
    return alertContext({ ...one, schema: { ...one.schema, views } });
  };
  expect(contextOf({ ...pipeline, Security_UserID: 'S-1-5-21-1-2-3-1104' })).toEqual({ account: 'UTIL\\anna' });
  expect(contextOf({ Security_UserID: 'S-1-5-21-1-2-3-1104' })).toEqual({ account: 'S-1-5-21-1-2-3-1104' });
  expect(contextOf({ Security_UserID: 'S-1-5-18' })).toEqual({});
  expect(alertContext(event({ Security_UserID: 'S-1-5-21-1-2-3-1104' }, {}, 'windows'))).toEqual({});
});

function event(fields: Record<string, string>, constants: Record<string, number> = {}, product = 'x'): LogEvent {
  const schema = { id: 'x', product, views: [], constants: new Map(Object.entries(constants)) };
  return { schema, ref: { source: 'a' }, timeMs: 0, host: 'h', get: (name) => fields[name], entries: () => [] };
}
