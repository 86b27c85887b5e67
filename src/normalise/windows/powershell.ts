import type { DerivedField, FieldValue } from '../../model/index.ts';
import { type CategorySource, fieldTable, NO_FIELDS } from './category-source.ts';

// Names inside the text block of classic events (`HostApplication=...`) that rules use as fields.
const CLASSIC_NAMES = [
  ...['NewEngineState', 'PreviousEngineState', 'ProviderName', 'NewProviderState', 'SequenceNumber', 'HostName'],
  ...['HostVersion', 'HostId', 'HostApplication', 'EngineVersion', 'RunspaceId', 'PipelineId', 'CommandName'],
  ...['CommandType', 'ScriptName', 'CommandPath', 'CommandLine', 'DetailSequence', 'DetailTotal', 'UserId'],
];
// Names inside ContextInfo of event 4103, there with spaces (`Host Application = ...`).
const CONTEXT_NAMES = [
  ...['Severity', 'Host Name', 'Host Version', 'Host ID', 'Host Application', 'Engine Version', 'Runspace ID'],
  ...['Pipeline ID', 'Command Name', 'Command Type', 'Script Name', 'Command Path', 'Sequence Number', 'User'],
  ...['Connected User', 'Shell ID'],
];

/** Fields parsed out of the `Data` block of the classic channel's events. */
export const CLASSIC_FIELDS = fieldTable(
  Object.fromEntries(CLASSIC_NAMES.map((name) => [name, lineValue('Data', `${name}=`)])),
);

/** Fields parsed out of `ContextInfo`, named without spaces. */
export const CONTEXT_FIELDS = fieldTable(
  Object.fromEntries(CONTEXT_NAMES.map((name) => [name.replaceAll(' ', ''), lineValue('ContextInfo', `${name} =`)])),
);

/**
 * Sigma categories that PowerShell's logs supply.
 * Source: Sigma taxonomy appendix 2.1.0; fields after the provider manifest of Microsoft-Windows-PowerShell.
 */
export const POWERSHELL_CATEGORIES: readonly CategorySource[] = [
  classic('ps_classic_start', 400),
  classic('ps_classic_provider_start', 600),
  classic('ps_classic_script', 800),
  {
    ...{ category: 'ps_module', service: 'powershell', eventIds: [4103], fields: CONTEXT_FIELDS },
    logFields: ['ContextInfo', 'UserData', 'Payload'],
  },
  {
    ...{ category: 'ps_script', service: 'powershell', eventIds: [4104], fields: NO_FIELDS },
    logFields: ['MessageNumber', 'MessageTotal', 'ScriptBlockText', 'ScriptBlockId', 'Path'],
  },
];

function classic(category: string, eventId: number): CategorySource {
  return { category, service: 'powershell-classic', eventIds: [eventId], fields: CLASSIC_FIELDS, logFields: ['Data'] };
}

/** The rest of the first line that starts with a label, white space in front of it aside; the last text of several. */
function lineValue(field: string, label: string): DerivedField {
  return {
    from: [field],
    derive: ([value]) => {
      for (const text of textsOf(value).reverse()) {
        const found = valueAfter(text, label);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

function valueAfter(text: string, label: string): string | undefined {
  let at = text.indexOf(label);
  while (at >= 0) {
    const lineStart = text.lastIndexOf('\n', at) + 1;
    const lineEnd = text.indexOf('\n', at);
    if (text.slice(lineStart, at).trim() === '')
      return text.slice(at + label.length, lineEnd < 0 ? undefined : lineEnd).trim();
    // Later places on this line do not start it either; going on behind it keeps this linear on hostile text.
    at = lineEnd < 0 ? -1 : text.indexOf(label, lineEnd);
  }
  return undefined;
}

function textsOf(value: FieldValue | undefined): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((part): part is string => typeof part === 'string') : [];
}
