import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Alert, CaseFile } from '../../model/index.ts';
import { timeTextIn } from '../clock.ts';
import { notificationFor } from './notification.ts';
import { notificationMail, notificationMarkdown } from './notification-text.ts';
import { membershipOf, type NotifiedOrganisation } from './organisation.ts';

const CASE = JSON.parse(readFileSync('fixtures/report/case.json', 'utf8')) as CaseFile;
const HOSTILE = JSON.parse(readFileSync('fixtures/hostile/texts.json', 'utf8')) as { name: string; text: string }[];
const ORGANISATION: NotifiedOrganisation = {
  name: 'Corp',
  domains: ['corp.example', 'CORP'],
  networks: [{ name: 'all', range: '10.1.0.0/16', isOt: false }],
  hosts: [
    { name: 'dc01', roles: [] },
    { name: 'jump01', roles: [] },
  ],
  contacts: [{ name: 'Ana Ruiz', for: 'who decides', reach: '+1 555 0101, ana@corp.example' }],
};
const WISH = { organisation: ORGANISATION, tlp: 'amber', callers: [], others: [], hidden: [] } as const;
const timeText = timeTextIn('UTC');

function on(...hosts: string[]): Pick<CaseFile, 'alerts' | 'sources'> {
  return { alerts: hosts.map((host) => ({ ...(CASE.alerts[0] as Alert), host })), sources: [] };
}

describe('whose a host is', () => {
  const { hasHost, hasAccount, hasAddress } = membershipOf(ORGANISATION, {
    ...on('ws1.corp.example', 'ws2.corp.example', 'ws2.other.example', 'lone'),
  });

  test.each([
    ['ws1.corp.example', true],
    ['ws1', true],
    ['WS1$', true],
    ['DC01', true],
    ['deep.sub.corp.example', true],
    ['ws2', false],
    ['ws2.other.example', false],
    ['notcorp.example', false],
    ['lone', false],
    ['10.1.2.3', false],
  ])('%s: %s', (host, isOurs) => {
    expect(hasHost(host)).toBe(isOurs);
  });

  test.each([
    ['CORP\\ana', true],
    ['ana@corp.example', true],
    ['OTHER\\ana', false],
    ['ana', false],
  ])('the account %s: %s', (account, isOurs) => {
    expect(hasAccount(account)).toBe(isOurs);
  });

  test.each([
    ['10.1.255.255', true],
    ['10.2.0.0', false],
    ['203.0.113.7', false],
    ['address-1', false],
  ])('the address %s: %s', (address, isOurs) => {
    expect(hasAddress(address)).toBe(isOurs);
  });
});

test('the address of the intruder cannot be clicked, and those of the organisation and of others are not told', () => {
  const alerts = CASE.alerts.map((alert) => ({
    ...alert,
    context: { ...alert.context, addresses: ['203.0.113.7', '10.1.0.9', '198.51.100.4'] },
  }));
  const other: NotifiedOrganisation = {
    ...{ name: 'Other', hosts: [], contacts: [] },
    networks: [{ name: 'all', range: '198.51.100.0/24', isOt: false }],
  };
  const notification = notificationFor({ ...CASE, alerts }, { ...WISH, others: [other] });
  const text = notificationMail(notification!, timeText);
  expect(text).toContain('203.0.113[.]7');
  expect(text).not.toMatch(/203\.0\.113\.7|198\.51\.100/);
});

test('who is called stands in the mail, and their address in its head', () => {
  const text = notificationMail(notificationFor(CASE, { ...WISH, callers: ['CERT, +1 555 0100'] })!, timeText);
  expect(text).toMatch(/^To: ana@corp\.example\r\n/);
  expect(text).toContain('1. Us: CERT, +1 555 0100');
  expect(text).toContain('2. On your side, who decides: Ana Ruiz, +1 555 0101, ana@corp.example');
});

test('a name in other letters makes a head that every mail server takes', () => {
  const organisation = { ...ORGANISATION, name: 'Stadtwerke Österåland-Łódź, 水力発電所 und Wasserwerke' };
  const text = notificationMail(notificationFor(CASE, { ...WISH, organisation })!, timeText);
  const head = text.slice(0, text.indexOf('\r\n\r\n'));
  expect(head).toMatch(/^[\x20-\x7e\r\n]*$/);
  const subject = /^Subject: (.*(?:\r\n .*)*)/m.exec(head)?.[1] ?? '';
  const words = [...subject.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/g)].map(([word, base64 = '']) => {
    expect(word.length).toBeLessThanOrEqual(75);
    return Buffer.from(base64, 'base64').toString('utf8');
  });
  expect(words.join('')).toContain(organisation.name);
});

// What acts on a terminal or hides from the eye, beside the line ends that are ours.
const ACTIVE = /[^\P{C}\r\n\p{Cn}\p{Co}]|[\p{Zl}\p{Zp}]/u;

describe.each([
  ...HOSTILE,
  { name: 'makes a header', text: 'x\r\nBcc: all@example.com\r\n\r\n<img src=x> http://x.example' },
])('a text that $name', ({ text }) => {
  const filled = (word: string): CaseFile => ({
    ...CASE,
    alerts: CASE.alerts.map((alert) => ({
      ...alert,
      context: { account: `CORP\\${word}`, commandLine: word, addresses: [word] },
    })),
  });
  const [hostile, benign] = [text, 'x'].map((word) => notificationFor(filled(word), WISH)!);

  test('makes neither a line nor a header nor a link', () => {
    const mail = notificationMail(hostile!, timeText);
    const [head = ''] = mail.split('\r\n\r\n');
    expect(head).toBe(notificationMail(benign!, timeText).split('\r\n\r\n')[0]);
    expect(mail.replaceAll('\r\n', '')).not.toMatch(/[\r\n]|:\/\//);
    expect(mail.match(ACTIVE)).toBeNull();
    const page = notificationMarkdown(hostile!, timeText);
    expect(page.split('\n')).toHaveLength(notificationMarkdown(benign!, timeText).split('\n').length);
    expect(page).not.toMatch(/(?<!\\)<|:\/\/|(?<!\\)\]\(/);
  });
});
