import { expect, test } from 'vitest';
import { readAsHunt } from '../scripts/read-fixtures.ts';

// Deeper than any stack: JSON.parse takes it, whoever goes down by calls does not.
const DEPTH = 20_000;
const LISTS = '['.repeat(DEPTH) + ']'.repeat(DEPTH);
const OBJECTS = `${'{"#text":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`;

const RECORDS = {
  'a Windows event': `{"@timestamp":"2026-01-01T00:00:00Z","EventID":4625,"Channel":"Security","Hostname":"h","TargetUserName":DEEP}`,
  'an event of AWS': `{"eventVersion":"1.08","eventTime":"2026-01-01T00:00:00Z","eventSource":"iam.amazonaws.com","eventName":"CreateUser","eventType":"AwsApiCall","eventID":"x","awsRegion":"r","requestParameters":DEEP}`,
  'an event of Kubernetes': `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Request","auditID":"x","stage":"ResponseComplete","requestURI":"/","verb":"create","requestReceivedTimestamp":"2026-01-01T00:00:00Z","requestObject":DEEP}`,
  'a connection of Zeek': `{"_path":"conn","ts":1588205199,"uid":"C1","id.orig_h":"10.0.1.6","id.resp_h":"203.0.113.4","proto":DEEP}`,
  'an event of Suricata': `{"timestamp":"2026-01-01T00:00:00Z","event_type":"dns","src_ip":"10.0.0.1","dest_ip":"10.0.0.2","dns":DEEP}`,
};

test.each(Object.entries(RECORDS))(
  '%s with a value nested thousands of levels deep is one event among others',
  (_, line) => {
    const text = [line.replace('DEEP', '1'), line.replace('DEEP', LISTS), line.replace('DEEP', OBJECTS), ''].join('\n');
    const items = [...readAsHunt('log.ndjson', new TextEncoder().encode(text))];
    const events = items.flatMap((item) => (item.kind === 'event' ? [item.event] : []));
    expect(events).toHaveLength(3);
    for (const event of events) {
      const names = event.schema.views.flatMap(({ fields }) => [...fields.keys()]);
      for (const name of names) event.get(name);
      expect([...event.entries()].length).toBeGreaterThan(0);
    }
  },
);
