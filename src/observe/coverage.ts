import type { CoveredKind, FieldValue, LogCoverage, LogEvent, Observations, Schema } from '../model/index.ts';
import type { Aspect } from './aspect.ts';
import { RecordRuns } from './record-runs.ts';
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
    size++;
    const log = new OpenLog(identity, host);
    ofHosts.set(host, log);
    return log;
  }

  const part = (): LogCoverage[] =>
    [...logs.values()].flatMap((ofHosts) => [...ofHosts.values()].map((log) => log.coverage()));
  return {
    bind: (schema) => {
      const identity = identityOf(schema);
      let log: OpenLog | undefined;
      let kind: OpenKind | undefined;
      return (event) => {
        const { host } = event;
        if (log === undefined || log.host !== host) {
          log = logOf(identity, host);
          kind = log?.kindOf(identity.kind);
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

interface OpenKind {
  readonly kind: string;
  count: number;
  firstMs: number;
  lastMs: number;
  /** made when it is needed: few kinds have fields that depend on settings, and there are millions of kinds */
  filled: Map<string, number> | undefined;
}

class OpenLog {
  readonly host: string;
  readonly #identity: LogIdentity;
  readonly #kinds = new Map<string, OpenKind>();
  readonly #hours: Runs = [];
  readonly #records = new RecordRuns();
  readonly #sources = new Set<string>();
  #events = 0;
  #lastHour = Number.NaN;

  constructor(identity: LogIdentity, host: string) {
    this.#identity = identity;
    this.host = host;
  }

  kindOf(kind: string): OpenKind | undefined {
    let open = this.#kinds.get(kind);
    if (open === undefined && this.#kinds.size < MAX_KINDS) {
      open = { kind, count: 0, firstMs: Number.POSITIVE_INFINITY, lastMs: Number.NEGATIVE_INFINITY, filled: undefined };
      this.#kinds.set(kind, open);
    }
    return open;
  }

  add(event: LogEvent, kind: OpenKind | undefined, settingFields: readonly string[]): void {
    // The events of one piece come from one file.
    if (this.#events++ === 0) this.#sources.add(event.ref.source);
    const { timeMs } = event;
    if (kind !== undefined) {
      kind.count++;
      for (const field of settingFields) {
        if (isFilled(event.get(field))) addFilled(kind, field, 1);
      }
    }
    if (timeMs === undefined) return;
    if (kind !== undefined) {
      if (timeMs < kind.firstMs) kind.firstMs = timeMs;
      if (timeMs > kind.lastMs) kind.lastMs = timeMs;
    }
    const hour = Math.floor(timeMs / HOUR_MS);
    if (hour !== this.#lastHour) addRun(this.#hours, hour, hour);
    this.#lastHour = hour;
    const record = event.get('EventRecordID');
    if (typeof record === 'number') this.#records.add(record, timeMs);
  }

  absorb(coverage: LogCoverage): void {
    this.#events += coverage.events;
    for (const source of coverage.sources) if (this.#sources.size < MAX_SOURCES) this.#sources.add(source);
    for (const [first, last] of coverage.hours) addRun(this.#hours, first, last);
    this.#records.absorb(coverage.records, coverage.clockJumps, coverage.isScattered === true);
    for (const { kind, count, firstMs, lastMs, filled = {} } of coverage.kinds) {
      const open = this.kindOf(kind);
      if (open === undefined) continue;
      open.count += count;
      if (firstMs !== null && firstMs < open.firstMs) open.firstMs = firstMs;
      if (lastMs !== null && lastMs > open.lastMs) open.lastMs = lastMs;
      for (const [field, events] of Object.entries(filled)) addFilled(open, field, events);
    }
  }

  coverage(): LogCoverage {
    const { product, log } = this.#identity;
    const kinds = [...this.#kinds.values()];
    const dated = kinds.filter(({ firstMs }) => Number.isFinite(firstMs));
    return {
      ...{ host: this.host, product, log, events: this.#events },
      firstMs: dated.length === 0 ? null : Math.min(...dated.map(({ firstMs }) => firstMs)),
      lastMs: dated.length === 0 ? null : Math.max(...dated.map(({ lastMs }) => lastMs)),
      ...{
        hours: this.#hours,
        kinds: kinds.map(finished),
        records: this.#records.runs(),
        clockJumps: this.#records.jumps(),
      },
      ...(this.#records.isScattered ? { isScattered: true } : {}),
      sources: [...this.#sources],
    };
  }
}

function finished({ kind, count, firstMs, lastMs, filled }: OpenKind): CoveredKind {
  const isDated = Number.isFinite(firstMs);
  const seen = { kind, count, firstMs: isDated ? firstMs : null, lastMs: isDated ? lastMs : null };
  return filled === undefined ? seen : { ...seen, filled: Object.fromEntries(filled) };
}

function addFilled(kind: OpenKind, field: string, events: number): void {
  kind.filled ??= new Map();
  kind.filled.set(field, (kind.filled.get(field) ?? 0) + events);
}

function isFilled(value: FieldValue | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && value !== '-';
}
