import {
  type EventRef,
  type EvictionPlan,
  type FieldValue,
  type LogEvent,
  type Msg,
  msg,
  type PlanFields,
  type PlanProof,
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
  const trials = steps.flatMap(({ id, proof }) => (proof === null ? [] : [[id, new Trial(proof)] as const]));
  const byStep = new Map(trials);
  return {
    add: (event) => {
      if (event.timeMs === undefined || event.timeMs <= (sinceMs ?? Number.NEGATIVE_INFINITY)) return;
      for (const [, trial] of trials) trial.add(event, event.timeMs);
    },
    verdicts: () =>
      steps.map(({ id, check }) => {
        const trial = byStep.get(id);
        if (trial !== undefined) return { step: id, ...trial.verdict() };
        return { step: id, verdict: 'cannot-tell', because: msg('verify.by-hand', { check }), evidence: [] };
      }),
  };
}

interface Sight {
  readonly timeMs: number;
  readonly ref: EventRef;
}

/** What was seen for one proof. */
class Trial {
  readonly #proof: PlanProof;
  #hasLog = false;
  #first: Sight | undefined;
  #last: Sight | undefined;
  #undone: Sight | undefined;

  constructor(proof: PlanProof) {
    this.#proof = proof;
  }

  add(event: LogEvent, timeMs: number): void {
    const { log, host, done, undone } = this.#proof;
    if (!isOfLog(event, log) || (host !== undefined && !isOfHost(event, host))) return;
    this.#hasLog = true;
    const sight = { timeMs, ref: event.ref };
    if (done !== undefined && fits(event, done)) this.#keepDone(sight);
    if (undone !== undefined && fits(event, undone) && timeMs >= (this.#undone?.timeMs ?? timeMs)) this.#undone = sight;
  }

  verdict(): Omit<StepVerdict, 'step'> {
    const { log, host, times, hoursApart } = this.#proof;
    if (!this.#hasLog) return tell('cannot-tell', host === undefined ? noLog(log) : noLogOf(log, host), []);
    const done = this.#farApart();
    const [last] = done.slice(-1);
    if (this.#proof.done !== undefined && last === undefined) return tell('not-done', msg('verify.not-seen'), []);
    if (done.length < times) {
      return tell('not-done', msg('verify.too-few', { times, hours: hoursApart }), done);
    }
    if (this.#undone !== undefined && this.#undone.timeMs > (last?.timeMs ?? 0)) {
      return tell('not-done', msg('verify.undone', { at: { timeMs: this.#undone.timeMs } }), [this.#undone]);
    }
    if (last === undefined) return tell('done', msg('verify.silent'), []);
    return tell('done', msg('verify.seen', { at: { timeMs: last.timeMs } }), done);
  }

  /** A log can hold any number of these: the first and the last are all that two far apart need. */
  #keepDone(sight: Sight): void {
    if (this.#first === undefined || sight.timeMs < this.#first.timeMs) this.#first = sight;
    if (this.#last === undefined || sight.timeMs > this.#last.timeMs) this.#last = sight;
  }

  #farApart(): Sight[] {
    const [first, last] = [this.#first, this.#last];
    if (first === undefined || last === undefined) return [];
    const { times, hoursApart } = this.#proof;
    const isTwice = last.timeMs > first.timeMs && last.timeMs - first.timeMs >= hoursApart * HOUR_MS;
    return times > 1 && isTwice ? [first, last] : [last];
  }
}

function tell(verdict: StepVerdict['verdict'], because: Msg, sights: readonly Sight[]): Omit<StepVerdict, 'step'> {
  return { verdict, because, evidence: sights.map(({ ref }) => ref) };
}

function noLog(log: string): Msg {
  return msg('verify.no-log', { log });
}

function noLogOf(log: string, host: string): Msg {
  return msg('verify.no-log-of-host', { log, host });
}

function isOfLog(event: LogEvent, log: string): boolean {
  return event.schema.product === log || event.get('Channel') === log;
}

function isOfHost(event: LogEvent, host: string): boolean {
  const [seen, wanted] = [event.host.toLowerCase(), host.toLowerCase()];
  return seen === wanted || seen.split('.', 1)[0] === wanted || wanted.split('.', 1)[0] === seen;
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
