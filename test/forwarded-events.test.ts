import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rulesOfCases } from '../scripts/fuzz/hunt-target.ts';
import { caseLogs } from '../scripts/make-fixtures.ts';
import { type EventDefinition, readEvtx, writeEvtx } from '../src/evtx/index.ts';
import { Investigation } from '../src/investigate.ts';
import type { Alert } from '../src/model/index.ts';
import { memorySource } from '../src/read/index.ts';

const rules = rulesOfCases();
const logs = [...caseLogs(readFileSync('fixtures/cases/small-intrusion/events.yml', 'utf8')).values()];

/** All events of all computers in one log of a collector, each with the number that it has at home. */
const collected = logs
  .flatMap(({ events, firstRecordId }) =>
    events.map((event, index): EventDefinition => ({ ...event, eventRecordId: firstRecordId + index })),
  )
  .toSorted((left, right) => left.timeMs - right.timeMs);

describe('the log of a collector gives the alerts of the logs it was collected from', () => {
  const original = logs.flatMap(({ events, firstRecordId }) => alertsOf('evtx', writeEvtx(events, { firstRecordId })));

  test.each<[string, (event: EventDefinition) => EventDefinition, boolean?]>([
    ['rendered, the channel as it was', (event) => rendered(event)],
    ['rendered, written without templates', (event) => rendered(event), true],
    ['not rendered, written without templates', (event) => event, true],
    ['the channel that of the collector, rendered', (event) => ({ ...rendered(event), channel: 'ForwardedEvents' })],
    ['the channel that of the collector, not rendered', (event) => ({ ...event, channel: 'ForwardedEvents' })],
    [
      'the channel that of the collector, without templates',
      (event) => ({ ...event, channel: 'ForwardedEvents' }),
      true,
    ],
  ])('%s', (_, change, inline = false) => {
    const log = writeEvtx(collected.map(change), { inline });
    expect(original.length).toBeGreaterThan(10);
    expect(alertsOf('evtx', log).sort()).toEqual(original.sort());
    expect(alertsOf('evtx-xml', xmlOf(log)).sort()).toEqual(original);
  });
});

function rendered(event: EventDefinition): EventDefinition {
  const texts = {
    message: 'ntdsutil mimikatz Security log cleared',
    level: 'Information',
    keywords: ['Audit Success'],
  };
  return { ...event, renderingInfo: { culture: 'en-US', channel: event.channel, ...texts } };
}

function xmlOf(log: Uint8Array): Uint8Array {
  let xml = '';
  for (const item of readEvtx(memorySource(log))) if (item.kind === 'record') xml += `${item.toXml()}\r\n`;
  return new TextEncoder().encode(xml);
}

/** Each alert as a line of text, without where it stood. */
function alertsOf(format: string, bytes: Uint8Array): string[] {
  const piece = {
    ...{ source: 'a log', format, range: { first: 0 }, sizeBytes: bytes.length },
    ...{ changedMs: 0, isFirst: true, isLast: true },
  };
  const alerts: Alert[] = [];
  const steps = new Investigation(rules, { carve: false }).run(piece, memorySource(bytes), (alert) =>
    alerts.push(alert),
  );
  while (steps.next(true).done !== true);
  return alerts.map(({ rule, timeMs, host, event, because }) => {
    // Values in a row, as classic events have them, are one text in records without templates.
    const fields = because.map(({ field }) => field);
    return [rule.title, timeMs, host, event.record, event.channel, event.eventId, ...fields].join(' | ');
  });
}
