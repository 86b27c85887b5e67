import { expect, test } from 'vitest';
import { identityOf } from './windows-identity.ts';

test.each<[eventId: number, channel: unknown, provider: unknown, value: object, expected: unknown]>([
  [4688, 'Security', undefined, {}, 'Security'],
  [4688, undefined, 'Microsoft Windows security auditing.', {}, 'Security'],
  [1102, undefined, 'Microsoft-Windows-Eventlog', {}, 'Security'],
  [104, undefined, 'Microsoft-Windows-Eventlog', {}, 'System'],
  [4688, undefined, undefined, { NewProcessName: 'C:\\a.exe' }, 'Security'],
  [1, undefined, undefined, { Image: 'C:\\a.exe' }, 'Microsoft-Windows-Sysmon/Operational'],
  [13, undefined, undefined, { TargetObject: 'HKLM\\x' }, 'Microsoft-Windows-Sysmon/Operational'],
  [4104, undefined, undefined, { ScriptBlockText: 'x' }, 'Microsoft-Windows-PowerShell/Operational'],
  [7045, undefined, undefined, { ImagePath: 'C:\\a.exe' }, 'System'],
  [1116, undefined, undefined, { 'Threat Name': 'x' }, 'Microsoft-Windows-Windows Defender/Operational'],
  [9999, undefined, undefined, { Image: 'C:\\a.exe' }, 'none'],
  [4688, undefined, undefined, { message: 'x' }, 'none'],
  [7, undefined, 'Some-Provider', { EventID: 7 }, undefined],
])('event %i of channel %j and provider %j with %j is of the log %j', (eventId, channel, provider, value, expected) => {
  const identity = identityOf(eventId, channel, provider, value as Readonly<Record<string, unknown>>);
  expect(identity === undefined ? 'none' : identity.channel).toBe(expected);
});
