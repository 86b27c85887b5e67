import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeCase } from '../scripts/make-fixtures.ts';

const folder = 'fixtures/cases/small-intrusion';

test('the committed logs of the small intrusion are what its definition makes', () => {
  const made = makeCase(readFileSync(join(folder, 'events.yml'), 'utf8'));
  const committed = readdirSync(join(folder, 'logs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.evtx'))
    .map((path) => path.replaceAll('\\', '/'));
  expect(committed.sort()).toEqual([...made.keys()].sort());
  for (const [path, bytes] of made) {
    const isSame = readFileSync(join(folder, 'logs', path)).equals(bytes);
    expect(isSame, `${path} is not what events.yml makes: run node dist/scripts/make-fixtures.js`).toBe(true);
  }
});

test('a variable that is nowhere defined is reported with its place', () => {
  const yaml = readFileSync(join(folder, 'events.yml'), 'utf8').replace('{Address}', '{Adress}');
  expect(() => makeCase(yaml)).toThrow(/2026-03-02T06:58:30 sysmonNetwork: no value for \{Adress\}/);
});
