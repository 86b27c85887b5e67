import type { FieldRecord, LogsourceView } from '../model/index.ts';
import { at, type FieldReader, fieldReaders } from './cloud-fields.ts';
import type { EventKind, Product, RecordContext } from './product.ts';
import { writtenTime } from './written-time.ts';

/** An audit log of a service that is written in JSON under names that rules use, or nearly. */
interface AuditLog {
  readonly product: string;
  readonly service?: string;
  readonly category?: string;
  /** fields that every record has */
  readonly signs: readonly string[];
  /** told apart from others with such fields by the text of one of them */
  readonly when?: readonly [field: string, pattern: RegExp];
  /** the first that is there is when it happened */
  readonly times: readonly string[];
  readonly hosts?: readonly string[];
  /** names of rules that the log does not have, and those of values in lists */
  readonly fields?: ReadonlyMap<string, FieldReader>;
}

const METHOD = ['protoPayload.methodName', 'data.protoPayload.methodName'];

/** Source: the services' own references of their audit logs; names after the community's rules. */
const LOGS: readonly AuditLog[] = [
  {
    ...{
      product: 'aws',
      service: 'cloudtrail',
      signs: ['eventSource', 'eventName', 'eventVersion'],
      times: ['eventTime'],
    },
    when: ['eventSource', /\.amazonaws\.com$/],
    fields: fieldReaders({
      requestParameters: ['requestParameters'],
      responseElements: ['responseElements'],
      src_ip: ['sourceIPAddress'],
      status: ['errorCode', 'responseElements.ConsoleLogin'],
      'requestParameters.containerDefinitions.command': ['requestParameters.containerDefinitions.command'],
      'requestParameters.layers': ['requestParameters.layers'],
    }),
  },
  {
    ...{
      product: 'okta',
      service: 'okta',
      signs: ['eventType', 'published', 'uuid', 'outcome.result'],
      times: ['published'],
    },
    fields: fieldReaders({
      'target.displayName': ['target.displayName'],
      'debugContext.debugData.behaviors': ['debugContext.debugData.behaviors'],
    }),
  },
  {
    ...{ product: 'gcp', service: 'google_workspace.login', signs: ['protoPayload.serviceName'], times: ['timestamp'] },
    when: ['protoPayload.serviceName', /^login\.googleapis\.com$/],
    fields: fieldReaders({
      'protoPayload.Servicename': ['protoPayload.serviceName'],
      'protoPayload.metadata.event.eventName': ['protoPayload.metadata.event.eventName'],
    }),
  },
  {
    ...{ product: 'gcp', service: 'google_workspace.admin', signs: ['protoPayload.serviceName'], times: ['timestamp'] },
    when: ['protoPayload.serviceName', /^admin\.googleapis\.com$/],
    fields: fieldReaders({
      eventService: ['protoPayload.serviceName'],
      eventName: ['protoPayload.metadata.event.eventName'],
      setting_name: ['protoPayload.metadata.event.parameter.value'],
      new_value: ['protoPayload.metadata.event.parameter.value'],
    }),
  },
  ...['protoPayload', 'data.protoPayload'].map((payload) => ({
    ...{ product: 'gcp', service: 'gcp.audit', signs: [`${payload}.methodName`, `${payload}.serviceName`] },
    times: ['timestamp', 'data.timestamp'],
    fields: fieldReaders({
      'gcp.audit.method_name': METHOD,
      'data.protoPayload.methodName': METHOD,
      'data.protoPayload.serviceName': ['protoPayload.serviceName', 'data.protoPayload.serviceName'],
      'data.protoPayload.resource.type': ['resource.type', 'data.resource.type'],
      'data.protoPayload.logName': ['logName', 'data.logName'],
      'data.protoPayload.authorizationInfo.permission': [`${payload}.authorizationInfo.permission`],
      'data.protoPayload.authorizationInfo.granted': [`${payload}.authorizationInfo.granted`],
    }),
  })),
  {
    product: 'github',
    service: 'audit',
    signs: ['action', 'actor', '_document_id'],
    times: ['@timestamp', 'created_at'],
  },
  ...[undefined, 'application'].map((category) => ({
    ...{ product: 'kubernetes', service: 'audit', signs: ['auditID', 'verb', 'stage'] },
    times: ['requestReceivedTimestamp', 'stageTimestamp'],
    ...(category === undefined ? {} : { category }),
    fields: fieldReaders({
      apiGroup: ['objectRef.apiGroup'],
      hostPath: ['requestObject.spec.volumes.hostPath'],
      capabilities: ['requestObject.spec.containers.securityContext.capabilities'],
    }),
  })),
  {
    ...{ product: 'bitbucket', service: 'audit', signs: ['auditType.action', 'auditType.category'] },
    times: ['timestamp', 'timestamp.epochSecond'],
  },
  {
    product: 'onelogin',
    service: 'onelogin.events',
    signs: ['event_type_id', 'account_id'],
    times: ['event_timestamp', 'created_at'],
  },
  {
    product: 'opencanary',
    category: 'application',
    signs: ['logtype', 'node_id', 'dst_port'],
    times: ['utc_time', 'local_time'],
    hosts: ['node_id'],
  },
];

/** Audit logs of clouds and services beside Microsoft's: AWS CloudTrail, Google Cloud, Okta, GitHub, Kubernetes and others. */
export const auditServices: Product = {
  name: 'audit-services',
  knowledge: { supplies: LOGS.map((log) => ({ ...logsourceOf(log), fields: 'open' as const })), gaps: [] },
  recognise: ({ format }) => (format.startsWith('json') ? kindOf : undefined),
};

/** The logs by product, each with the kind of its records; those of the same signs are views of one kind. */
const KINDS: readonly (readonly [log: AuditLog, kind: EventKind])[] = LOGS.filter(
  (log, index) => LOGS.findIndex((other) => sameRecords(log, other)) === index,
).map((log) => [log, kindFor(log)]);

function sameRecords(left: AuditLog, right: AuditLog): boolean {
  return left.product === right.product && left.when === right.when && left.signs.join() === right.signs.join();
}

function kindOf(record: FieldRecord): EventKind | undefined {
  for (const [{ signs, when }, kind] of KINDS) {
    if (!signs.every((sign) => record.get(sign) !== undefined)) continue;
    if (when === undefined || when[1].test(String(record.get(when[0])))) return kind;
  }
  return undefined;
}

function kindFor(log: AuditLog): EventKind {
  const views = LOGS.filter((other) => sameRecords(log, other)).map(
    (other): LogsourceView => ({ ...logsourceOf(other), fields: new Map() }),
  );
  // Stores put the time of the event into `@timestamp`.
  const readTime = at(...log.times, '@timestamp');
  const readHost = log.hosts === undefined ? undefined : at(...log.hosts);
  return {
    schema: { id: `${log.product}/${log.service ?? log.category}`, product: log.product, views },
    timeMs: (record: FieldRecord, context: RecordContext) => writtenTime(readTime(record), context),
    host: (record) => String(readHost?.(record) ?? ''),
    ...(log.fields === undefined ? {} : { fields: log.fields }),
  };
}

function logsourceOf({ product, service, category }: AuditLog): Omit<LogsourceView, 'fields'> {
  return { product, ...(service === undefined ? {} : { service }), ...(category === undefined ? {} : { category }) };
}
