import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { main } from './main.ts';
import type { TerminalStream } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'landfall-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(): TerminalStream & { text: string } {
  const stream = {
    text: '',
    write: (chunk: string | Uint8Array, done: (error?: Error | null) => void) => {
      stream.text += String(chunk);
      done();
      return true;
    },
  };
  return stream;
}

async function report(...words: string[]): Promise<{ code: number; out: string; error: string }> {
  const [stdout, stderr] = [written(), written()];
  const code = await main(['report', ...words], { stdout, stderr, environment: {}, nowMs: () => 0 });
  return { code, out: stdout.text, error: stderr.text };
}

describe('a CaseFile', () => {
  test.each([
    ['html', /^<!doctype html>[\s\S]*<\/html>\n$/],
    ['markdown', /^# What the logs say\n/],
    ['csv', /^time,level,rule_title/],
    ['timesketch', /^\{"message":/],
    ['navigator', /"techniqueID": "T1003.003"/],
    ['stix', /^\{"type":"bundle"/],
    ['misp', /^\{"response":\[\{"Event"/],
    ['ocsf', /^\{"activity_id":1/],
    ['ecs', /^\{"@timestamp"/],
  ])('becomes %s, the same bytes each time', async (format, start) => {
    const first = await report('fixtures/report/case.json', '--to', format);
    expect(first).toMatchObject({ code: 0, error: '' });
    expect(first.out).toMatch(start);
    expect(await report('fixtures/report/case.json', '--to', format)).toEqual(first);
  });

  test('is written to a file and in the zone that was asked for', async () => {
    const file = join(folder, 'alerts.csv');
    const words = ['fixtures/report/case.json', '--to', 'csv', '--tz', 'Asia/Manila', '-o', file];
    expect(await report(...words)).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(file, 'utf8')).toContain('2026-03-03 10:31:05.000 +08:00');
  });

  test('is never overwritten', async () => {
    const file = join(folder, 'case.json');
    writeFileSync(file, readFileSync('fixtures/report/case.json'));
    expect(await report(file, '-o', file)).toMatchObject({ code: 2 });
    expect(readFileSync(file)).toEqual(readFileSync('fixtures/report/case.json'));
  });
});

test.each([
  ['no JSON', 'x', /is no JSON/],
  ['another JSON', '{"tool":{"name":"other"}}', /is no CaseFile of Landfall/],
  [
    'of another version',
    '{"caseFileVersion":99,"tool":{"name":"landfall"},"alerts":[],"sources":[],"problems":[],"rules":{"alerted":[]}}',
    /is a CaseFile of version 99, not 1/,
  ],
])('a file that is %s is refused', async (_, text, message) => {
  const file = join(folder, 'wrong.json');
  writeFileSync(file, text);
  const { code, error } = await report(file);
  expect(code).toBe(2);
  expect(error).toMatch(message);
});
