import type { Fact } from '../../facts.ts';
import { settingOfFortiGate } from '../../log-settings.ts';
import type { LogWriter, PutBytes, RecordPlace } from '../../log-writer.ts';
import type { Host } from '../../organisation.ts';
import { hash32 } from '../../random.ts';
import { localIso, MONTHS, zoneText } from '../local-time.ts';
import type { LogSources } from '../log-sources.ts';
import { TextLogs } from '../text-log.ts';
import { type DeviceLine, deviceLines } from './fortigate-lines.ts';

/**
 * Writes the syslog of all FortiGates as rsyslog keeps it: `Mar  2 09:15:01 NAME date=...`, a file for each device and
 * local day: `syslog/NAME/2026-03-02.log`.
 */
export function createFortiGateWriter(organisation: LogSources, put: PutBytes): LogWriter {
  const texts = new TextLogs(put);
  const current = new Map<Host, string>();
  return {
    write(fact: Fact, places?: RecordPlace[]): void {
      const { logging } = fact.host;
      const lines = deviceLines(fact, organisation).filter(({ type, subtype }) =>
        logging.has(settingOfFortiGate(type, subtype)),
      );
      if (lines.length === 0) return;
      const local = localIso(fact.host, fact.timeMs);
      const file = `syslog/${fact.host.name}/${local.slice(0, 10)}.log`;
      const before = current.get(fact.host);
      if (before !== undefined && before !== file) texts.close(before);
      current.set(fact.host, file);
      for (const line of lines) {
        const place = texts.add(file, lineText(line, fact, local));
        places?.push(place);
      }
    },
    finish: () => texts.finish(),
  };
}

/** `Mar  2 09:15:01 NAME ` in front of what the device sent. */
function lineText(line: DeviceLine, fact: Fact, local: string): string {
  const { host, timeMs, id } = fact;
  const day = String(Number(local.slice(8, 10))).padStart(2);
  const head = `${MONTHS[Number(local.slice(5, 7)) - 1]} ${day} ${local.slice(11, 19)} ${host.name}`;
  // Nanoseconds since 1970; the device knows more digits than the fact.
  const nanoseconds = `${timeMs}${String(hash32(`nanoseconds ${id}`) % 1_000_000).padStart(6, '0')}`;
  const device = `devname="${host.name}" devid="${host.serial ?? host.name}" eventtime=${nanoseconds} tz="${zoneText(host)}"`;
  const { logId, type, subtype, level, fields } = line;
  const kind = `logid="${logId}" type="${type}" subtype="${subtype}" level="${level}" vd="root"`;
  const pairs = fields.map(([name, value]) => ` ${name}=${valueText(value)}`).join('');
  return `${head} date=${local.slice(0, 10)} time=${local.slice(11, 19)} ${device} ${kind}${pairs}`;
}

/** Texts stand in quotes, numbers and addresses do not. */
function valueText(value: DeviceLine['fields'][number][1]): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return value.bare;
  return `"${value.replaceAll('"', '\\"')}"`;
}
