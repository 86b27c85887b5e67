import { expect, test } from 'vitest';
import type { FieldValue } from '../model/index.ts';
import { JsonObjectRecord } from '../read/json-record.ts';
import { createNormaliser } from './normaliser.ts';
import { recordContext } from './record-context.ts';

const TIME = '2026-03-02T07:12:00.000Z';

test.each<[log: string, record: object, logsources: string[], fields: Record<string, FieldValue>]>([
  [
    'CloudTrail',
    {
      ...{ eventVersion: '1.09', eventTime: TIME, eventSource: 'iam.amazonaws.com', eventName: 'CreateUser' },
      ...{ requestParameters: { userName: 'x' }, userIdentity: { type: 'Root' }, sourceIPAddress: '203.0.113.9' },
    },
    ['aws cloudtrail '],
    {
      ...{
        eventName: 'CreateUser',
        'userIdentity.type': 'Root',
        requestParameters: '{"userName":"x"}',
        src_ip: '203.0.113.9',
      },
    },
  ],
  [
    'Okta',
    {
      ...{ uuid: 'a', published: TIME, eventType: 'user.session.start', outcome: { result: 'FAILURE' } },
      target: [{ displayName: 'Group' }],
    },
    ['okta okta '],
    { eventType: 'user.session.start', 'target.displayName': 'Group' },
  ],
  [
    'Google Cloud',
    {
      timestamp: TIME,
      protoPayload: { serviceName: 'iam.googleapis.com', methodName: 'google.iam.admin.v1.CreateServiceAccountKey' },
    },
    ['gcp gcp.audit '],
    { 'gcp.audit.method_name': 'google.iam.admin.v1.CreateServiceAccountKey' },
  ],
  [
    'Google Workspace',
    {
      timestamp: TIME,
      protoPayload: {
        ...{ serviceName: 'login.googleapis.com', methodName: 'google.login.LoginService.2svDisable' },
        metadata: { event: [{ eventName: '2sv_disable' }] },
      },
    },
    ['gcp google_workspace.login '],
    { 'protoPayload.metadata.event.eventName': '2sv_disable' },
  ],
  [
    'GitHub',
    { '@timestamp': Date.parse(TIME), _document_id: 'a', action: 'repo.destroy', actor: 'x' },
    ['github audit '],
    {
      action: 'repo.destroy',
    },
  ],
  [
    'Kubernetes',
    {
      ...{ auditID: 'a', stage: 'ResponseComplete', verb: 'create', requestReceivedTimestamp: TIME },
      objectRef: { resource: 'pods', apiGroup: 'x' },
    },
    ['kubernetes audit ', 'kubernetes audit application'],
    { 'objectRef.resource': 'pods', apiGroup: 'x' },
  ],
  [
    'OpenCanary',
    { logtype: 4002, node_id: 'canary1', dst_port: 22, utc_time: '2026-03-02 07:12:00.000000' },
    ['opencanary  application'],
    { logtype: 4002 },
  ],
])('%s', (_, value, logsources, fields) => {
  const record = new JsonObjectRecord({ format: 'json', kind: '' }, 0, value as Readonly<Record<string, unknown>>);
  const event = createNormaliser().toLogEvent(record, recordContext({ source: 'x' }));
  const seen = event.schema.views.map(
    ({ product, service = '', category = '' }) => `${product} ${service} ${category}`,
  );
  expect(seen).toEqual(logsources);
  expect(new Date(event.timeMs!).toISOString()).toBe(TIME);
  expect(Object.fromEntries(Object.keys(fields).map((name) => [name, event.get(name)]))).toEqual(fields);
});
