import type { Fact } from '../../facts.ts';
import { type HostLogging, settingOfZeek } from '../../log-settings.ts';
import type { LogWriter, PutBytes, RecordPlace } from '../../log-writer.ts';
import type { Host } from '../../organisation.ts';
import { localIso } from '../local-time.ts';
import type { LogSources } from '../log-sources.ts';
import { TextLogs } from '../text-log.ts';
import { DueQueue } from './due-queue.ts';
import { zeekHead, zeekJson, zeekLine } from './zeek-logs.ts';
import { connEntry, detailEntries, type ZeekEntry } from './zeek-rows.ts';

export interface ZeekOptions {
  /** tab-separated values with their head, or a JSON object a line; default `tsv` */
  readonly format?: 'tsv' | 'json';
}

interface Pending {
  readonly entries: () => readonly ZeekEntry[];
  readonly places: RecordPlace[] | undefined;
}

/**
 * Writes what a Zeek sensor logs of the flows that pass it: a folder for each local day, `zeek/SENSOR/2026-03-02/`, with
 * a file for each log. As Zeek does, it tells an exchange when it happened and a connection when it ended, so places of a
 * flow may come later than its `write`, at the latest with `finish`. Keeps what is still open.
 */
export function createZeekWriter(organisation: LogSources, put: PutBytes, options: ZeekOptions = {}): LogWriter {
  const log = new SensorLog(organisation, put, options.format ?? 'tsv');
  const pending = new DueQueue<Pending>();
  const flush = (nowMs: number): void => {
    for (let due = pending.next(nowMs); due !== undefined; due = pending.next(nowMs)) {
      for (const entry of due.item.entries()) log.add(due.dueMs, entry, due.item.places);
    }
  };
  return {
    write(fact: Fact, places?: RecordPlace[]): void {
      flush(fact.timeMs - 1);
      if (fact.kind !== 'flow' || !fact.isAtSensor) return;
      fact.details.forEach((detail, index) => {
        const entries = (): readonly ZeekEntry[] => detailEntries(fact, detail, index);
        pending.add(fact.timeMs + detail.afterMs, { entries, places });
      });
      pending.add(fact.timeMs + fact.durationMs, { entries: () => [connEntry(fact)], places });
    },
    finish(): void {
      flush(Number.POSITIVE_INFINITY);
      log.finish();
    },
  };
}

/** The files of the day at hand. */
class SensorLog {
  readonly #folder: string;
  readonly #clock: Pick<Host, 'utcOffsetMinutes'>;
  readonly #logging: HostLogging | undefined;
  readonly #texts: TextLogs;
  readonly #format: 'tsv' | 'json';
  readonly #files = new Set<string>();
  // Certificates and notices that were told today; Zeek tells each once a day.
  readonly #told = new Set<string>();
  #day = '';
  #dayEndMs = Number.NEGATIVE_INFINITY;

  constructor(organisation: LogSources, put: PutBytes, format: 'tsv' | 'json') {
    const sensor = organisation.hosts.find(({ role }) => role === 'sensor');
    this.#folder = `zeek/${sensor?.name ?? 'SENSOR'}`;
    this.#clock = sensor ?? organisation;
    this.#logging = sensor?.logging;
    this.#texts = new TextLogs(put);
    this.#format = format;
  }

  add(timeMs: number, { log, row, certificate }: ZeekEntry, places: RecordPlace[] | undefined): void {
    if (this.#logging?.has(settingOfZeek(log.path)) === false) return;
    if (timeMs >= this.#dayEndMs) this.#beginDay(timeMs);
    if (certificate !== undefined) {
      if (this.#told.has(certificate)) return;
      this.#told.add(certificate);
    }
    const file = `${this.#folder}/${this.#day}/${log.path}.log`;
    this.#files.add(file);
    const place =
      this.#format === 'json'
        ? this.#texts.add(file, zeekJson(log, row))
        : this.#texts.add(file, zeekLine(log, row), () => zeekHead(log, this.#openedAt(timeMs)));
    places?.push(place);
  }

  /** Ends the files of the day. */
  finish(): void {
    for (const file of this.#files) {
      if (this.#format === 'tsv') this.#texts.add(file, `#close\t${this.#day}-23-59-59`);
      this.#texts.close(file);
    }
    this.#files.clear();
    this.#told.clear();
  }

  #beginDay(timeMs: number): void {
    this.finish();
    const local = localIso(this.#clock, timeMs);
    this.#day = local.slice(0, 10);
    this.#dayEndMs = timeMs - Date.parse(local) + Date.parse(`${this.#day}T24:00:00Z`);
  }

  /** `2026-03-02-08-15-00` */
  #openedAt(timeMs: number): string {
    return localIso(this.#clock, timeMs).slice(0, 19).replace(/[T:]/g, '-');
  }
}
