import type { Alert, FieldValue, Suppression, SuppressionScope } from '../model/index.ts';

/** Tells which alerts people have decided to suppress. */
export interface Suppressor {
  /** The first suppression whose scope fits, and whether it holds at the alert's time; undefined for none. */
  find(alert: Alert): { readonly suppression: Suppression; readonly isInTime: boolean } | undefined;
}

// A longer text fits nothing: it is shown. Nobody decides about a command that he cannot read.
const MOST_CHARACTERS = 8192;

/** Makes a suppressor. Those for incidents fit no alert: see `suppressedIncident`. */
export function createSuppressor(suppressions: readonly Suppression[]): Suppressor {
  const tests = suppressions
    .filter(({ where }) => where.incidents === undefined)
    .map((suppression) => ({ suppression, fits: scopeTest(suppression.where) }));
  return {
    find: (alert) => {
      const fitting = tests.filter(({ fits }) => fits(alert)).map(({ suppression }) => suppression);
      const inTime = fitting.find((suppression) => holdsAt(suppression, alert.timeMs));
      const suppression = inTime ?? fitting[0];
      return suppression && { suppression, isInTime: inTime !== undefined };
    },
  };
}

/** Whether a suppression holds for an event of that time; never for one without a time. */
export function holdsAt({ sinceMs, untilMs }: Suppression, timeMs: number | null): boolean {
  return timeMs !== null && timeMs >= sinceMs && timeMs < untilMs;
}

type AlertTest = (alert: Alert) => boolean;

function scopeTest({ rules, hosts, accounts, commands, fields = {} }: SuppressionScope): AlertTest {
  const tests: AlertTest[] = [];
  const add = (patterns: readonly string[] | undefined, valuesOf: (alert: Alert) => readonly string[]): void => {
    if (patterns === undefined) return;
    const globs = patterns.map(globTest);
    tests.push((alert) => valuesOf(alert).some((value) => globs.some((fits) => fits(value))));
  };
  add(rules, ({ rule }) => [rule.id, rule.title]);
  add(hosts, ({ host }) => [host, host.split('.')[0]!]);
  add(accounts, ({ context }) => accountNames(context?.account));
  add(commands, ({ context }) => (context?.commandLine === undefined ? [] : [context.commandLine]));
  for (const [name, patterns] of Object.entries(fields)) add(patterns, (alert) => fieldValues(alert, name));
  return (alert) => tests.every((fits) => fits(alert));
}

/** As it stands, and without its domain. */
function accountNames(account: string | undefined): string[] {
  if (account === undefined) return [];
  return [account, account.slice(account.lastIndexOf('\\') + 1).split('@')[0]!];
}

function fieldValues({ because, context }: Alert, name: string): string[] {
  const known: Readonly<Record<string, string | undefined>> = {
    Image: context?.image,
    ParentImage: context?.parentImage,
    TargetAccount: context?.targetAccount,
  };
  const own = because.filter(({ field }) => field === name).flatMap(({ value }) => texts(value));
  const told = Object.hasOwn(known, name) ? known[name] : undefined;
  return told === undefined ? own : [...own, told];
}

function texts(value: FieldValue): string[] {
  if (value === null) return [''];
  return typeof value === 'object' ? value.flatMap(texts) : [String(value)];
}

/** Compares whole texts without regard to case; `*` is any text and `?` any unit. At most pattern times text steps. */
export function globTest(pattern: string): (text: string) => boolean {
  const wanted = pattern.toLowerCase();
  return (text) => text.length <= MOST_CHARACTERS && fitsGlob(wanted, text.toLowerCase());
}

function fitsGlob(pattern: string, text: string): boolean {
  let [at, from, star, resume] = [0, 0, -1, 0];
  while (from < text.length) {
    if (at < pattern.length && (pattern[at] === '?' || (pattern[at] === text[from] && pattern[at] !== '*'))) {
      at++;
      from++;
    } else if (pattern[at] === '*') {
      star = at++;
      resume = from;
    } else if (star >= 0) {
      at = star + 1;
      from = ++resume;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
