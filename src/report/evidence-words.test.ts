import { expect, test } from 'vitest';
import { evidenceWords } from './evidence-words.ts';

test.each([
  ['windows/security/4688+CommandLine', 'Windows Security 4688 with CommandLine'],
  ['windows/sysmon/3 or windows/windefend/*', 'Sysmon 3 or Windows Defender'],
  ['zeek/conn and linux/auditd', 'zeek conn and linux auditd'],
  ['fortigate/event/0101*', 'FortiGate 0101*'],
  ['nothing else', 'nothing else'],
])('%s reads %s', (items, words) => {
  expect(evidenceWords(items)).toBe(words);
});
