import type { CoveredKind, FieldValue, LogCoverage, LogEvent, Observations, Schema } from '../model/index.ts';
import type { Aspect } from './aspect.ts';
import { KindTable } from './kind-table.ts';
import { RecordRuns } from './record-runs.ts';
import { NO_ROW } from './row-index.ts';
import { addRun, type Runs } from './run-list.ts';

const HOUR_MS = 3_600_000;
// 10,000 hosts with ten logs each; a log has some hundred kinds of events. Only a forged one has more.
const MAX_LOGS = 100_000;
const MAX_KINDS = 1_000;
const MAX_SOURCES = 1_000;

/** Fields that are there by a setting only: Windows 10 and Server 2016 write an empty CommandLine without the policy. */
const SETTING_FIELDS: Readonly<Record<string, readonly string[]>> = {
  'Security/4688': ['CommandLine'],
};

/** Which logs of which hosts there are, hour by hour, with the numbers of their records. */
export function createCoverage(): Aspect<readonly LogCoverage[], Pick<Observations, 'coverage'>> {
  const logs = new Map<string, Map<string, OpenLog>>();
  const kinds = new KindTable();
  let size = 0;
  let dropped = 0;

  function logOf(identity: LogIdentity, host: string): OpenLog | undefined {
    const key = `${identity.product}/${identity.log}`;
    const ofHosts = logs.get(key) ?? new Map<string, OpenLog>();
    logs.set(key, ofHosts);
    const known = ofHosts.get(host);
    if (known !== undefined) return known;
    if (size >= MAX_LOGS) {
      dropped++;
      return undefined;
    }
    const log = new OpenLog(identity, host, size++, kinds);
    ofHosts.set(host, log);
    return log;
  }

  const part = (): LogCoverage[] => {
    const kindsOf = kinds.all();
    return [...logs.values()].flatMap((ofHosts) =>
      Array.from(ofHosts.values(), (log) => log.coverage(kindsOf.get(log.number) ?? [])),
    );
  };
  return {
    bind: (schema) => {
      const identity = identityOf(schema);
      let log: OpenLog | undefined;
      let kind = NO_ROW;
      return (event) => {
        const { host } = event;
        if (log === undefined || log.host !== host) {
          log = logOf(identity, host);
          kind = log?.kindOf(identity.kind) ?? NO_ROW;
        }
        log?.add(event, kind, identity.settingFields);
      };
    },
    absorb: (part) => {
      for (const coverage of part) logOf({ ...coverage, kind: '', settingFields: [] }, coverage.host)?.absorb(coverage);
    },
    part,
    result: () => ({ coverage: part() }),
    get dropped() {
      return dropped;
    },
  };
}

interface LogIdentity {
  readonly product: string;
  readonly log: string;
  readonly kind: string;
  readonly settingFields: readonly string[];
}

/** Windows events belong to their channel; others to the first two parts of their schema's id, `fortigate/event`. */
function identityOf({ id, product, constants }: Schema): LogIdentity {
  const parts = id.split('/');
  const channel = constants?.get('Channel');
  const log = typeof channel === 'string' ? channel : parts.slice(0, 2).join('/');
  const eventId = constants?.get('EventID');
  const kind = eventId === undefined ? parts.slice(2).join('/') : String(eventId);
  return { product, log, kind, settingFields: SETTING_FIELDS[`${log}/${kind}`] ?? [] };
}

class OpenLog {
  readonly host: string;
  readonly number: number;
  readonly #identity: LogIdentity;
  /** only Windows numbers its records */
  readonly #isNumbered: boolean;
  readonly #kinds: KindTable;
  #kindCount = 0;
  readonly #hours: Runs = [];
  readonly #records = new RecordRuns();
  readonly #sources = new Set<string>();
  #events = 0;
  #lastHour = Number.NaN;

  /** @param kinds where its kinds are counted, under its number */
  constructor(identity: LogIdentity, host: string, number: number, kinds: KindTable) {
    this.#identity = identity;
    this.#isNumbered = identity.product === 'windows';
    this.#kinds = kinds;
    this.host = host;
    this.number = number;
  }

  kindOf(kind: string): number {
    const { size } = this.#kinds;
    const row = this.#kinds.rowOf(this.number, kind, this.#kindCount < MAX_KINDS);
    this.#kindCount += this.#kinds.size - size;
    return row;
  }

  add(event: LogEvent, kind: number, settingFields: readonly string[]): void {
    // The events of one piece come from one file.
    if (this.#events++ === 0) this.#sources.add(event.ref.source);
    const { timeMs } = event;
    if (kind !== NO_ROW) {
      this.#kinds.add(kind, 1, timeMs, timeMs);
      for (const field of settingFields) {
        if (isFilled(event.get(field))) this.#kinds.addFilled(kind, field, 1);
      }
    }
    if (timeMs === undefined) return;
    const hour = Math.floor(timeMs / HOUR_MS);
    if (hour !== this.#lastHour) addRun(this.#hours, hour, hour);
    this.#lastHour = hour;
    if (!this.#isNumbered) return;
    const record = event.get('EventRecordID');
    if (typeof record === 'number') this.#records.add(record, timeMs);
  }

  absorb(coverage: LogCoverage): void {
    this.#events += coverage.events;
    for (const source of coverage.sources) if (this.#sources.size < MAX_SOURCES) this.#sources.add(source);
    for (const [first, last] of coverage.hours) addRun(this.#hours, first, last);
    this.#records.absorb(coverage.records, coverage.clockJumps, coverage.isScattered === true);
    for (const { kind, count, firstMs, lastMs, filled = {} } of coverage.kinds) {
      const row = this.kindOf(kind);
      if (row === NO_ROW) continue;
      this.#kinds.add(row, count, firstMs, lastMs);
      for (const [field, events] of Object.entries(filled)) this.#kinds.addFilled(row, field, events);
    }
  }

  /** @param kinds its kinds */
  coverage(kinds: readonly CoveredKind[]): LogCoverage {
    const { product, log } = this.#identity;
    const firsts = kinds.flatMap(({ firstMs }) => firstMs ?? []);
    const lasts = kinds.flatMap(({ lastMs }) => lastMs ?? []);
    return {
      host: this.host,
      product,
      log,
      events: this.#events,
      firstMs: firsts.length === 0 ? null : Math.min(...firsts),
      lastMs: lasts.length === 0 ? null : Math.max(...lasts),
      hours: this.#hours,
      kinds,
      records: this.#records.runs(),
      clockJumps: this.#records.jumps(),
      ...(this.#records.isScattered ? { isScattered: true } : {}),
      sources: [...this.#sources],
    };
  }
}

function isFilled(value: FieldValue | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && value !== '-';
}
