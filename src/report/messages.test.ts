import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { messageText } from './messages.ts';
import { ENGLISH } from './messages-en.ts';

const OPTIONS = { timeText: (timeMs: number) => new Date(timeMs).toISOString(), safe: (text: string) => `<${text}>` };
const src = new URL('..', import.meta.url);

test('shows arguments: texts made safe, numbers, times, words for one and for several', () => {
  const args = { account: 'a\u001b', program: 'p', host: 'h', days: 3, since: { timeMs: 0 } };
  expect(messageText({ key: 'usual.command', args }, OPTIONS)).toBe(
    '<a\u001b> ran <p> this way on <h> on 3 days before, since 1970-01-01T00:00:00Z',
  );
  const minutes = (count: number) =>
    messageText({ key: 'link.same-host-close-in-time', args: { host: 'h', minutes: count } }, OPTIONS);
  expect([minutes(1), minutes(2)]).toEqual([
    'Both happened on <h>, 1 minute apart',
    'Both happened on <h>, 2 minutes apart',
  ]);
});

test('a text of a log cannot bring in placeholders of its own', () => {
  const args = { from: '{to}', to: 'x' };
  expect(messageText({ key: 'link.remote-target', args }, OPTIONS)).toContain('on <{to}> names <x>');
});

test('every message that the stages and notifications give has a text, and every text is given by one', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^(correlate|assess|respond|observe|report[\\/]notify).*(?<!\.test)\.ts$/.test(file),
  );
  const code = files.map((file) => readFileSync(new URL(file, src), 'utf8')).join('\n');
  const given = [...code.matchAll(/\bmsg\(\s*'([^']+)'/g)].map((match) => match[1]!);
  expect(given.length).toBeGreaterThan(15);
  expect(given.filter((key) => ENGLISH[key] === undefined)).toEqual([]);
  const unused = Object.keys(ENGLISH).filter((key) => !code.includes(`'${key.replace(/\.without-account$/, '')}'`));
  expect(unused).toEqual([]);
});
