import type { FieldSource } from '../../model/index.ts';
import { type CategorySource, fieldTable } from './category-source.ts';
import { firstOf, fromText } from './derive.ts';

// Defender's event fields have names with spaces; rules, and shippers such as Winlogbeat, write them without.
const SPACED_NAMES = [
  ...['Product Name', 'Product Version', 'Detection ID', 'Detection Time', 'Threat ID', 'Threat Name', 'Severity ID'],
  ...['Severity Name', 'Category ID', 'Category Name', 'FWLink', 'Status Code', 'Status Description', 'State'],
  ...['Source ID', 'Source Name', 'Process Name', 'Detection User', 'Path', 'Origin ID', 'Origin Name'],
  ...['Execution ID', 'Execution Name', 'Type ID', 'Type Name', 'Pre Execution Status', 'Action ID', 'Action Name'],
  ...['Error Code', 'Error Description', 'Post Clean Status', 'Remediation User', 'Signature Version'],
  ...['Engine Version', 'Feature Name', 'Feature ID', 'Reason', 'Old Value', 'New Value', 'Value', 'Scan ID'],
  ...[
    'Scan Type',
    'Scan Parameters',
    'Domain',
    'User',
    'SID',
    'Involved File',
    'Inhertiance Flags',
    'Target Commandline',
  ],
];

/** Defender's fields under the names that rules use: without spaces, or with `_` for each. */
export const DEFENDER_FIELDS: ReadonlyMap<string, FieldSource> = fieldTable(
  Object.fromEntries(
    SPACED_NAMES.filter((name) => name.includes(' ')).flatMap((name) =>
      [name.replaceAll(' ', ''), name.replaceAll(' ', '_')].map((alias) => [alias, firstOf(name, alias)]),
    ),
  ),
);

// Events that name a threat or its path; Microsoft, "Review event logs and error codes to troubleshoot Defender".
const THREAT_EVENTS = [1006, 1007, 1008, 1009, 1010, 1011, 1012, 1015, 1017, 1018, 1019, 1115, 1116, 1117, 1118, 1119];

/** What Windows Defender contributes to the product-neutral category `antivirus`. */
export const DEFENDER_CATEGORIES: readonly CategorySource[] = [
  {
    category: 'antivirus',
    service: 'windefend',
    eventIds: THREAT_EVENTS,
    fields: new Map<string, FieldSource>([
      ['Signature', firstOf('Threat Name', 'ThreatName')],
      ['Action', firstOf('Action Name', 'ActionName')],
      ['Filename', fromText(['Path'], threatFiles)],
    ]),
    logFields: SPACED_NAMES,
  },
];

/** `file:_C:\a.zip; containerfile:_C:\b.exe` without the words in front. */
function threatFiles(path: string | undefined): string | readonly string[] | undefined {
  const files = path?.split(/; ?(?=[a-z]{1,20}:_)/).map((part) => part.replace(/^[a-z]{1,20}:_/, ''));
  return files?.length === 1 ? files[0] : files;
}
