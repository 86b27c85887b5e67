import type { LogsourceGap, LogsourceKnowledge, LogsourceSupply } from '../../model/index.ts';
import { CATEGORY_SOURCES } from './categories.ts';
import type { CategorySource } from './category-source.ts';
import { SERVICE_CHANNELS } from './services.ts';

// The header of every Windows event, [MS-EVEN6] System element, flattened.
const HEADER_FIELDS = [
  ...['Provider_Name', 'Provider_Guid', 'EventID', 'EventID_Qualifiers', 'Version', 'Level', 'Task', 'Opcode'],
  ...['Keywords', 'TimeCreated_SystemTime', 'EventRecordID', 'Correlation_ActivityID', 'Execution_ProcessID'],
  ...['Execution_ThreadID', 'Channel', 'Computer', 'Security_UserID'],
];

const GAPS: readonly LogsourceGap[] = [
  {
    product: 'windows',
    category: 'file_rename',
    reason: 'only the ETW provider Microsoft-Windows-Kernel-File reports renames, and it writes no event log',
  },
];

/** The Sigma logsources that Windows event logs supply. Services are open: each of their events has its own fields. */
export function windowsKnowledge(): LogsourceKnowledge {
  const services = Object.keys(SERVICE_CHANNELS).map((service) => open({ service }));
  return { supplies: [open({}), ...services, ...CATEGORY_SOURCES.map(categorySupply)], gaps: GAPS };
}

function open(logsource: { readonly service?: string }): LogsourceSupply {
  return { product: 'windows', ...logsource, fields: 'open' };
}

function categorySupply({ category, service, fields, logFields }: CategorySource): LogsourceSupply {
  return {
    ...{ product: 'windows', category, service },
    fields: new Set([...HEADER_FIELDS, ...logFields, ...fields.keys()]),
  };
}
