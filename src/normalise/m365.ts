import type { FieldRecord, FieldValue, LogsourceView, RecordStructure } from '../model/index.ts';
import { at, type FieldReader, fieldReaders, treeOf, valuesAt } from './cloud-fields.ts';
import type { EventKind, Product, RecordContext } from './product.ts';
import { writtenTime } from './written-time.ts';

/**
 * The unified audit log of Microsoft 365, from the Management Activity API (JSON), Purview's export or
 * `Search-UnifiedAuditLog | Export-Csv` (rows whose column `AuditData` holds the record as JSON).
 */
export const m365: Product = {
  name: 'm365',
  knowledge: {
    supplies: ['audit', 'exchange', 'threat_management', 'threat_detection'].map((service) => ({
      ...{ product: 'm365', service, fields: 'open' as const },
    })),
    gaps: [],
  },
  recognise: (structure) => {
    if (isJson(structure))
      return (record) => (isAuditRecord(record) ? kindOf(text(record.get('Workload'))) : undefined);
    const isExport = structure.fields?.includes('AuditData') === true;
    return isExport ? (record) => kindOf(text(workload(record))) : undefined;
  },
};

function isJson({ format }: RecordStructure): boolean {
  return format.startsWith('json');
}

/** Members of every record. Source: Microsoft, "Office 365 Management Activity API schema", common schema. */
function isAuditRecord(record: FieldRecord): boolean {
  if (record.get('Operation') === undefined || record.get('RecordType') === undefined) return false;
  return record.get('CreationTime') !== undefined || record.get('AuditData') !== undefined;
}

/** A member of the record, in itself or in the column that holds it. */
function member(...names: readonly string[]): FieldReader {
  return at(...names.flatMap((name) => [`AuditData.${name}`, name]));
}

const workload = member('Workload');
const operationName = member('Operation', 'Operations');
const resultStatus = member('ResultStatus');

/** `success`, as rules call it, also for alerts, which have no result. */
const status: FieldReader = (record) => {
  const result = resultStatus(record);
  if (result === undefined) return 'success';
  return typeof result === 'string' && /^(?:succe|true)/i.test(result) ? 'success' : result;
};

/** The value of a name in a list of names and values. */
function listed(list: string, name: string): FieldReader {
  const paths = [[list], ['AuditData', list]];
  return (record) => {
    const tree = treeOf(record);
    for (const path of paths) {
      const index = valuesAt(tree, [...path, 'Name']).indexOf(name);
      if (index >= 0) return valuesAt(tree, [...path, 'Value'])[index];
    }
    return undefined;
  };
}

const FIELDS = fieldReaders({
  Operation: operationName,
  Workload: workload,
  Parameters: member('Parameters'),
  OperationProperties: member('OperationProperties'),
  ResultStatus: resultStatus,
  ApplicationId: member('ApplicationId', 'AppId'),
  RequestType: listed('ExtendedProperties', 'RequestType'),
  ObjectId: member('ObjectId'),
  UserId: member('UserId', 'UserIds'),
  ClientIP: member('ClientIP', 'ClientIPAddress', 'ActorIpAddress'),
  Directionality: member('Directionality'),
  DeliveryAction: member('DeliveryAction'),
  Payload: member('Payload', 'Parameters', 'Operation'),
  eventSource: workload,
  eventName: (record) => {
    const names = [member('Name')(record), operationName(record)].flat().filter((value) => value !== undefined);
    return names as FieldValue[];
  },
  status,
});

/** Which services' rules look at the records of a workload, beside `audit`, whose rules look at all. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  Exchange: ['exchange'],
  SecurityComplianceCenter: ['threat_management', 'threat_detection'],
};

const NO_FIELDS: LogsourceView['fields'] = new Map();

const KINDS: ReadonlyMap<string, EventKind> = new Map(
  ['', ...Object.keys(SERVICES)].map((name) => [name, kind(name, ['audit', ...(SERVICES[name] ?? [])])]),
);

function kind(name: string, services: readonly string[]): EventKind {
  const views = services.map((service) => ({ product: 'm365', service, fields: NO_FIELDS }));
  const id = name === '' ? 'm365/audit' : `m365/audit/${name}`;
  return { schema: { id, product: 'm365', views }, timeMs, host: () => '', fields: FIELDS };
}

function kindOf(name: string): EventKind {
  return KINDS.get(name) ?? KINDS.get('')!;
}

const created = member('CreationTime');

/** The record's own time is UTC without saying so. */
function timeMs(record: FieldRecord, context: RecordContext): number | undefined {
  const inUtc: RecordContext = { ...context, toUtc: (wallClockMs) => wallClockMs };
  return writtenTime(created(record), inUtc) ?? writtenTime(record.get('CreationDate'), inUtc);
}

function text(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
