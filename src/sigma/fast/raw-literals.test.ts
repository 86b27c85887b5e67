import { expect, test } from 'vitest';
import { foldCase } from '../fold-case.ts';
import { type RawLiteral, rawLiteralOf } from './raw-literals.ts';

const PLACES = { isRaw: () => true, runsOf: () => undefined };

function inWindowsLogs(text: string): RawLiteral | undefined {
  const witness = { kind: 'contains', field: 'A', text: foldCase(text) } as const;
  return rawLiteralOf({ rule: 0, clause: 0 }, witness, 'utf16le', PLACES);
}

test.each([
  ...['-7', '18446744073709551615', '1.5e-7', '1e+21', 'Infinity', '-Infinity', 'NaN', 'true', 'false'],
  ...['0x1010', 'DEADBEEF00', '{5770385f-c22a-43e0-bf4c-06f5698ffbd9}', 'S-1-5-21-3623811015-3361044348-30300820'],
  ...['2026-11-23T03:40:00.1234567Z', '0000-00-00T00:00:00.0000000Z'],
])('no part of %s is looked for in the bytes of Windows logs, where values of other types have none', (text) => {
  for (let start = 0; start < text.length; start++) {
    for (let end = start + 1; end <= text.length; end++) expect(inWindowsLogs(text.slice(start, end))).toBeUndefined();
  }
});

test.each(['Add-AADInt', 'Set-AzureADUserEx', '.txt.exe', 'extrac32.exe', '.ntds.cleartext'])(
  '%s is, as no such value shows it',
  (text) => {
    expect(inWindowsLogs(text)?.raw).toBe(text.toLowerCase());
  },
);
