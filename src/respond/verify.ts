import {
  type EventRef,
  type EvictionPlan,
  type FieldValue,
  type LogEvent,
  type Msg,
  msg,
  type PlanFields,
  type PlanLogProof,
  type StepVerdict,
} from '../model/index.ts';

const HOUR_MS = 3_600_000;
const CONTAINS = '|contains';

/** Compares fresh logs with the proofs of a plan. */
export interface PlanVerifier {
  /** any event, in any order; what is not later than the incident's last trace does not count */
  add(event: LogEvent): void;
  /** one for each step, in the plan's order */
  verdicts(): StepVerdict[];
}

/** Starts with no event, so that nothing can be told yet. */
export function createPlanVerifier({ steps, sinceMs }: EvictionPlan): PlanVerifier {
  const trials = new Map<string, Trial>();
  for (const { id, proof } of steps) if (proof.by === 'log') trials.set(id, new Trial(proof));
  return {
    add: (event) => {
      if (event.timeMs === undefined || event.timeMs <= (sinceMs ?? Number.NEGATIVE_INFINITY)) return;
      for (const trial of trials.values()) trial.add(event, event.timeMs);
    },
    verdicts: () =>
      steps.map(({ id, proof }) => {
        if (proof.by === 'log') return { step: id, ...trials.get(id)!.verdict() };
        const { confirms, text } = proof;
        return {
          step: id,
          verdict: 'cannot-tell',
          because: msg('verify.by-hand', { confirms, text }),
          evidence: [],
        };
      }),
  };
}

interface Sight {
  readonly timeMs: number;
  readonly ref: EventRef;
}

type Judgement = Omit<StepVerdict, 'step'>;

// Enough to recognise what is missing in a sentence.
const MOST_MISSING = 5;

/** What was seen for one proof. */
class Trial {
  readonly #proof: PlanLogProof;
  readonly #missingHosts: Set<string>;
  readonly #missingValues: Set<string>;
  readonly #done = new FirstAndLast();
  readonly #undone = new FirstAndLast();
  readonly #settled = new FirstAndLast();
  #hasLog = false;
  #tells: boolean;

  constructor(proof: PlanLogProof) {
    this.#proof = proof;
    this.#missingHosts = new Set(proof.hosts);
    this.#missingValues = new Set(proof.each?.values.map((value) => value.toLowerCase()));
    this.#tells = proof.tells.length === 0;
  }

  add(event: LogEvent, timeMs: number): void {
    const { logs, hosts, undoneAnywhere, done, undone, settled, tells } = this.#proof;
    if (!logs.some((log) => isOfLog(event, log))) return;
    const host = hosts.find((one) => isOfHost(event, one));
    const isMeant = hosts.length === 0 || host !== undefined;
    const sight = { timeMs, ref: event.ref };
    if (isMeant || undoneAnywhere) {
      if (fitsAny(event, undone)) this.#undone.add(sight);
      if (fitsAny(event, settled)) this.#settled.add(sight);
    }
    if (!isMeant) return;
    this.#hasLog = true;
    if (host !== undefined) this.#missingHosts.delete(host);
    this.#tells ||= fitsAny(event, tells);
    if (fitsAny(event, done)) this.#addDone(event, sight);
  }

  verdict(): Judgement {
    const { logs, done, times, hoursApart } = this.#proof;
    const names = logs.join(', ');
    const hosts = few([...this.#missingHosts]);
    const noLog = (): Judgement =>
      tell(
        'cannot-tell',
        hosts === '' ? msg('verify.no-log', { logs: names }) : msg('verify.no-log-of-host', { logs: names, hosts }),
        [],
      );
    if (!this.#hasLog) return noLog();
    const seen = this.#farApart();
    const [last] = seen.slice(-1);
    const isLacking = done.length > 0 && (last === undefined || this.#missingValues.size > 0);
    // What was not seen here may stand in the log that is not there.
    if ((isLacking || seen.length < times) && hosts !== '') return noLog();
    if (isLacking) return this.#lacking(last);
    if (done.length > 0 && seen.length < times) {
      return tell('not-done', msg('verify.too-few', { times, hours: hoursApart }), seen);
    }
    const undone = this.#undoneAfter(last?.timeMs ?? Number.NEGATIVE_INFINITY);
    if (undone !== undefined)
      return tell('not-done', msg('verify.undone', { at: { timeMs: undone.timeMs } }), [undone]);
    if (last !== undefined) return tell('done', msg('verify.seen', { at: { timeMs: last.timeMs } }), seen);
    return hosts === '' ? tell('done', msg('verify.silent'), []) : noLog();
  }

  #addDone(event: LogEvent, sight: Sight): void {
    const { each } = this.#proof;
    if (each !== null) this.#missingValues.delete(String(event.get(each.field)).toLowerCase());
    this.#done.add(sight);
  }

  #lacking(last: Sight | undefined): Judgement {
    const { each } = this.#proof;
    if (each === null || last === undefined) {
      return this.#tells
        ? tell('not-done', msg('verify.not-seen'), [])
        : tell('cannot-tell', msg('verify.not-logged'), []);
    }
    const all = each.values.length;
    const missing = few([...this.#missingValues]);
    return tell('not-done', msg('verify.not-all', { done: all - this.#missingValues.size, all, missing }), [last]);
  }

  #farApart(): Sight[] {
    const { first, last } = this.#done;
    if (first === undefined || last === undefined) return [];
    const { times, hoursApart } = this.#proof;
    const isTwice = last.timeMs > first.timeMs && last.timeMs - first.timeMs >= hoursApart * HOUR_MS;
    return times > 1 && isTwice ? [first, last] : [last];
  }

  /** The last sign that it was undone, unless something settled it between. */
  #undoneAfter(doneMs: number): Sight | undefined {
    const { last } = this.#undone;
    if (last === undefined || last.timeMs <= doneMs) return undefined;
    const settling = [this.#settled.first, this.#settled.last];
    const isSettled = settling.some((one) => one !== undefined && one.timeMs > doneMs && one.timeMs <= last.timeMs);
    return isSettled ? undefined : last;
  }
}

/** Of any number of events, all that is needed to tell whether some are far apart. */
class FirstAndLast {
  first: Sight | undefined;
  last: Sight | undefined;

  add(sight: Sight): void {
    if (this.first === undefined || sight.timeMs < this.first.timeMs) this.first = sight;
    if (this.last === undefined || sight.timeMs > this.last.timeMs) this.last = sight;
  }
}

function tell(verdict: StepVerdict['verdict'], because: Msg, sights: readonly Sight[]): Judgement {
  return { verdict, because, evidence: sights.map(({ ref }) => ref) };
}

function few(names: readonly string[]): string {
  const more = names.length - MOST_MISSING;
  return names.slice(0, MOST_MISSING).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function isOfLog(event: LogEvent, log: string): boolean {
  return event.schema.product === log || event.get('Channel') === log;
}

function isOfHost(event: LogEvent, host: string): boolean {
  const [seen, wanted] = [event.host.toLowerCase(), host.toLowerCase()];
  return seen === wanted || seen.split('.', 1)[0] === wanted || wanted.split('.', 1)[0] === seen;
}

function fitsAny(event: LogEvent, lists: readonly PlanFields[]): boolean {
  return lists.some((fields) => fits(event, fields));
}

function fits(event: LogEvent, fields: PlanFields): boolean {
  return Object.entries(fields).every(([name, wanted]) => {
    const isPart = name.endsWith(CONTAINS);
    const value = event.get(isPart ? name.slice(0, -CONTAINS.length) : name);
    if (value === undefined || value === null) return false;
    const text = String(value).toLowerCase();
    const options = (Array.isArray(wanted) ? wanted : [wanted]) as readonly FieldValue[];
    return options.some((option) => {
      const other = String(option).toLowerCase();
      return isPart ? text.includes(other) : text === other;
    });
  });
}
