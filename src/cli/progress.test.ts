import { expect, test } from 'vitest';
import { showProgress } from './progress.ts';

function recorder(isTTY: boolean): { readonly stream: Parameters<typeof showProgress>[0]; readonly written: string[] } {
  const written: string[] = [];
  const write = (chunk: string | Uint8Array): boolean => written.push(String(chunk)) > 0;
  return { stream: { isTTY, columns: 60, write }, written };
}

test('a terminal is redrawn at most ten times a second, in one line that fits', () => {
  const { stream, written } = recorder(true);
  let timeMs = 0;
  const progress = showProgress(stream, { files: 2, bytes: 4e6 }, () => timeMs);
  progress.startFile(`logs/${'x'.repeat(100)}.evtx`);
  for (; timeMs <= 1000; timeMs += 10) progress.add({ events: 10, bytes: 10_000, alerts: 1 });
  progress.finishFile();
  progress.end();
  expect(written).toHaveLength(11);
  expect(written.at(-2)).toMatch(/^\r\u001b\[2K0\/2 files {2}1\/4 MB {2}1,010 events\/s {2}101 alerts {2}logs\/x+…$/);
  expect(written.at(-2)?.length).toBeLessThanOrEqual(60 + 4);
  expect(written.at(-1)).toBe('\r\u001b[2K');
});

test('without a terminal there is a plain line every ten seconds, and none for a short hunt', () => {
  const { stream, written } = recorder(false);
  let timeMs = 0;
  const progress = showProgress(stream, { files: 1, bytes: 1e6 }, () => timeMs);
  progress.startFile('a\u001b[2J.evtx');
  for (; timeMs < 25_000; timeMs += 100) progress.add({ events: 1, bytes: 0, alerts: 0 });
  progress.end();
  expect(written).toHaveLength(2);
  expect(written[0]).toBe('0/1 files  0/1 MB  10 events/s  0 alerts  a\\u{1b}[2J.evtx\n');
});

test('the time that the first events take counts for their rate', () => {
  const { stream, written } = recorder(false);
  let timeMs = 0;
  const progress = showProgress(stream, { files: 1, bytes: 1e6 }, () => timeMs++);
  progress.startFile('a.ndjson');
  timeMs = 10_000;
  progress.add({ events: 20, bytes: 1e6, alerts: 0 });
  expect(written).toEqual(['0/1 files  1/1 MB  2 events/s  0 alerts  a.ndjson\n']);
});
