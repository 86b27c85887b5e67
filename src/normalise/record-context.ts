import type { RecordContext } from './product.ts';

/** What is known of a source beside its content. Plain data. */
export interface SourceSetting {
  /** path of the file as the user gave it */
  readonly source: string;
  /** when the file last changed, UTC milliseconds since 1970: what it says without a year happened before */
  readonly changedMs?: number;
}

/** The context of a source's records. Times without an offset are taken as UTC. */
export function recordContext({ source, changedMs = Number.POSITIVE_INFINITY }: SourceSetting): RecordContext {
  return { source, toUtc: (wallClockMs) => wallClockMs, latestMs: changedMs };
}
