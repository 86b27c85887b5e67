import type { Alert, AlertContext, Because, EventRef, Level } from '../model/index.ts';

// What one alert takes besides what it shares with others: 200 bytes here, the rest where incidents are made of it. Measured
// on public logs, of which one event in five alerts.
const BYTES_PER_ALERT = 1_000;
// A text that is held, with the object around it and the key that finds it again.
const BYTES_PER_CHARACTER = 4;
// How much of the room those of a level may fill, so that a flood of little things cannot keep the grave ones out.
const SHARES: Readonly<Record<Level, number>> = { informational: 0.5, low: 0.5, medium: 0.75, high: 1, critical: 1 };

/** Alerts in memory, in the order in which they came. What alerts have in common, which is most of them, is held once. */
export class HeldAlerts {
  readonly all: Alert[] = [];
  /** roughly, in bytes */
  #size = 0;
  readonly #mostBytes: number;
  readonly #texts = new Map<string, string>();
  readonly #rules = new Map<string, Alert['rule']>();
  readonly #ruleOf = new WeakMap<Alert['rule'], Alert['rule']>();
  readonly #reasons = new Map<string, Alert['because']>();
  readonly #contexts = new Map<string, AlertContext>();
  #lastEvent: Held<EventRef> | undefined;
  #lastContext: Held<AlertContext> | undefined;
  #lastReasons: Held<Alert['because']> | undefined;

  /** @param mostBytes of these and of what becomes of them; alerts below high may fill a part of it */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** @returns false when there is no room */
  add(alert: Alert): boolean {
    const { rule, event, host, because, context } = alert;
    if (this.#size >= this.#mostBytes * SHARES[rule.level]) return false;
    this.#size += BYTES_PER_ALERT;
    const shared = {
      rule: this.#ruleOnce(rule),
      event: this.#eventOnce(event),
      host: this.#once(this.#texts, host, host),
      because: this.#reasonsOnce(because),
      context: context === undefined ? undefined : this.#contextOnce(context),
    };
    this.all.push(slim(alert, shared) ?? whole(alert, shared));
    return true;
  }

  /** Those of one thread are one already. */
  #ruleOnce(rule: Alert['rule']): Alert['rule'] {
    const known = this.#ruleOf.get(rule);
    if (known !== undefined) return known;
    const once = this.#once(this.#rules, `${rule.level} ${rule.id}\n${rule.title}\n${rule.tags.join(' ')}`, rule);
    this.#ruleOf.set(rule, once);
    return once;
  }

  /** Alerts on one event, which come one behind the other, share it already; and so with what it says of itself. */
  #eventOnce(event: EventRef): EventRef {
    if (event !== this.#lastEvent?.given) {
      this.#lastEvent = { given: event, held: refOf(event, this.#once(this.#texts, event.source, event.source)) };
    }
    return this.#lastEvent.held;
  }

  #contextOnce(context: AlertContext): AlertContext {
    if (context !== this.#lastContext?.given) {
      this.#lastContext = { given: context, held: this.#once(this.#contexts, JSON.stringify(context), context) };
    }
    return this.#lastContext.held;
  }

  /** Equal rules share them, and alerts of which incidents show no reasons. */
  #reasonsOnce(because: Alert['because']): Alert['because'] {
    if (because !== this.#lastReasons?.given) {
      this.#lastReasons = { given: because, held: this.#once(this.#reasons, reasonKey(because), because) };
    }
    return this.#lastReasons.held;
  }

  #once<Value>(known: Map<string, Value>, key: string, value: Value): Value {
    const first = known.get(key);
    if (first !== undefined) return first;
    // A copy of its own: what was cut from a long text would keep all of that.
    const own = structuredClone(value);
    known.set(key, own);
    this.#size += key.length * BYTES_PER_CHARACTER;
    return own;
  }
}

/** What came last, and what is held of it. */
interface Held<Value> {
  readonly given: Value;
  readonly held: Value;
}

type SharedParts = Pick<Alert, 'rule' | 'event' | 'host' | 'because'> & { readonly context: AlertContext | undefined };

/** Most alerts of Windows have these fields and no others; an object written out takes half the room of a spread one. */
function slim(
  { timeMs, suppressedBy, correlation }: Alert,
  { rule, event, host, because, context }: SharedParts,
): Alert | undefined {
  if (context === undefined || suppressedBy !== undefined || correlation !== undefined) return undefined;
  return { rule, event, timeMs, host, because, context };
}

function whole(alert: Alert, { rule, event, host, because, context }: SharedParts): Alert {
  return { ...alert, rule, event, host, because, ...(context === undefined ? {} : { context }) };
}

/** The same place, with a text of its source that others share. */
function refOf(event: EventRef, source: string): EventRef {
  const { record, byteOffset, isCarved, channel, eventId } = event;
  const isOther = isCarved !== undefined || record === undefined || byteOffset === undefined;
  if (isOther || channel === undefined || eventId === undefined) return { ...event, source };
  return { source, record, byteOffset, channel, eventId };
}

/** The same for equal reasons only. */
function reasonKey(because: readonly Because[]): string {
  try {
    return JSON.stringify(because);
  } catch {
    return JSON.stringify(because, (_, value: unknown) => (typeof value === 'bigint' ? { big: String(value) } : value));
  }
}
