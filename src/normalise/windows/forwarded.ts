import type { WindowsRecord } from '../windows.ts';
import { SERVICE_CHANNELS, servicesOfChannel } from './services.ts';

/** The log of a collector for events of other computers. Most collectors leave the channel as it was; some write this. */
export const COLLECTOR_CHANNEL = 'ForwardedEvents';

/**
 * An event that a collector keeps, as it was on its own computer: in the channel that its rendering names, or that its
 * provider writes to. Unchanged when neither is known.
 */
export function originalRecord(record: WindowsRecord): WindowsRecord {
  const channel = originalChannel(record);
  if (channel === undefined) return record;
  const { timeMs, writtenMs, recordId, byteOffset, isCarved } = record;
  return {
    get: (field) => (field === 'Channel' || field === 'System.Channel' ? channel : record.get(field)),
    *entries() {
      for (const entry of record.entries()) yield entry[0] === 'Channel' ? ['Channel', channel] : entry;
    },
    timeMs,
    ...(writtenMs === undefined ? {} : { writtenMs }),
    ...(recordId === undefined ? {} : { recordId }),
    ...(byteOffset === undefined ? {} : { byteOffset }),
    ...(isCarved === undefined ? {} : { isCarved }),
  };
}

function originalChannel(record: WindowsRecord): string | undefined {
  const rendered = record.get('RenderingInfo.Channel');
  if (typeof rendered === 'string' && servicesOfChannel(rendered).length > 0) return rendered;
  const provider = record.get('Provider_Name');
  if (typeof provider !== 'string') return undefined;
  // The log of a cleared log: 104 of all others stands in System, 1102 in Security.
  if (provider === 'Microsoft-Windows-Eventlog') return Number(record.get('EventID')) === 104 ? 'System' : 'Security';
  return CHANNEL_OF_PROVIDER.get(provider);
}

/** Providers that write to one channel that has their name, and those of the old logs that rules are about. */
const CHANNEL_OF_PROVIDER: ReadonlyMap<string, string> = new Map([
  ...channelsNamedAfterProviders(),
  ['Microsoft-Windows-Security-Auditing', 'Security'],
  ['PowerShell', 'Windows PowerShell'],
  ['Service Control Manager', 'System'],
  ['ESENT', 'Application'],
  ['MsiInstaller', 'Application'],
]);

function channelsNamedAfterProviders(): [provider: string, channel: string][] {
  const byProvider = new Map<string, Set<string>>();
  for (const channel of Object.values(SERVICE_CHANNELS).flat()) {
    const [provider = '', name] = channel.split('/');
    if (name !== undefined) byProvider.set(provider, (byProvider.get(provider) ?? new Set()).add(channel));
  }
  return [...byProvider].flatMap(([provider, channels]) =>
    channels.size === 1 ? [[provider, [...channels][0]!]] : [],
  );
}
