import type { EvidenceSource } from '../../src/assess/index.ts';
import type { LogEvent } from '../../src/model/index.ts';
import {
  LOG_SETTINGS,
  type LogSetting,
  settingOfFortiGate,
  settingOfZeek,
  settingsOfEvent,
} from '../../src/simulate/log-settings.ts';

/** When events are there: with all of some settings on, and one off. */
export interface EventGroup {
  readonly name: string;
  readonly needs: readonly LogSetting[];
  readonly lacks?: LogSetting;
}

const BY_PRODUCT: Readonly<Partial<Record<string, LogSetting>>> = {
  ...{ iis: 'web-access', webserver: 'web-access', linux: 'linux-audit', azure: 'entra-export' },
  'windows-dhcp': 'dhcp-log',
};

/** The settings without which an event would not be there; none for what no setting of the simulator is about. */
export function settingsOf(event: LogEvent): readonly LogSetting[] {
  const { product, id, constants } = event.schema;
  const [, log = '', kind = ''] = id.split('/');
  const channel = constants?.get('Channel');
  if (typeof channel === 'string') {
    return settingsOfEvent({ channel, eventId: Number(constants?.get('EventID')), level: Number(event.get('Level')) });
  }
  if (product === 'zeek') return [settingOfZeek(log)];
  if (product === 'fortigate') return [settingOfFortiGate(log, kind)];
  const known = BY_PRODUCT[product] ?? BY_PRODUCT[id.split('/')[0]!];
  return known === undefined ? [] : [known];
}

/** Whether events are there. */
export function isThere({ needs, lacks }: EventGroup, on: ReadonlySet<LogSetting>): boolean {
  return needs.every((setting) => on.has(setting)) && (lacks === undefined || !on.has(lacks));
}

/** All settings but some. */
export function allBut(off: readonly LogSetting[]): ReadonlySet<LogSetting> {
  return new Set(LOG_SETTINGS.filter((setting) => !off.includes(setting)));
}

/** The settings that a source of the visibility table needs. */
export function settingsOfSource({ evidence, logs, kinds = [], field }: EvidenceSource): readonly LogSetting[] {
  const [product = '', log = ''] = evidence.split('/');
  if (product === 'zeek') return [settingOfZeek(log)];
  if (product === 'fortigate') return [settingOfFortiGate(log, kinds[0] ?? '')];
  const known = BY_PRODUCT[product];
  if (known !== undefined) return [known];
  const asked = kinds.flatMap((kind) => settingsOfEvent({ channel: logs[0]!, eventId: Number(kind), level: 5 }));
  const always = settingsOfEvent({ channel: logs[0]!, eventId: 0, level: 5 });
  return [...new Set([...always, ...asked, ...(field === undefined ? [] : (['command-lines'] as const))])];
}
