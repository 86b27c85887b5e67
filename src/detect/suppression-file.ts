import {
  type Problem,
  type Suppression,
  type SuppressionFile,
  type SuppressionScope,
  schemaFaults,
  UsageError,
} from '../model/index.ts';
import { SUPPRESSION_SCHEMA } from './suppression-schema.ts';

/** The suppressions of a file that count, and what is wrong with the others. */
export interface ReadSuppressions {
  readonly suppressions: readonly Suppression[];
  readonly problems: readonly Problem[];
}

// A year, and time to decide again.
const LONGEST_MS = 400 * 24 * 3_600_000;
// Fewer letters beside wildcards are in everything.
const LEAST_LETTERS = 3;
const LEAST_SCOPES = 2;

/**
 * Reads a suppressions file.
 * @param value its content, as a YAML parser gives it
 * @param file its name, for messages
 * @returns with a Problem for each that is too broad or there twice: these suppress nothing
 * @throws UsageError SUPPRESSIONS_INVALID with every place that does not fit the schema
 */
export function readSuppressions(value: unknown, file: string): ReadSuppressions {
  const faults = schemaFaults(SUPPRESSION_SCHEMA, value).map(({ path, message }) => `${path || 'The file'} ${message}`);
  if (faults.length > 0) {
    throw new UsageError('SUPPRESSIONS_INVALID', `This is no suppressions file: ${faults.join('; ')}.`, {
      file,
      hint: 'Each must say id, reason, by, since, until and where; docs/suppressions.md has an example.',
    });
  }
  const problems: Problem[] = [];
  const byId = new Map<string, Suppression>();
  for (const { since, until, ...entry } of (value as SuppressionFile).suppressions) {
    const one = { ...entry, sinceMs: Date.parse(since), untilMs: Date.parse(until) };
    const fault = byId.has(one.id) ? TWICE : faultOf(one);
    if (fault === undefined) byId.set(one.id, one);
    else problems.push({ code: fault[0], source: file, message: `${one.id} ${fault[1]}; it suppresses nothing.` });
  }
  return { suppressions: [...byId.values()], problems };
}

type Fault = readonly [code: Problem['code'], message: string];

const TWICE: Fault = ['SUPPRESSION_INEFFECTIVE', 'is there twice; the first counts, and this one does not'];

function faultOf({ sinceMs, untilMs, where }: Suppression): Fault | undefined {
  if (Number.isNaN(sinceMs) || Number.isNaN(untilMs))
    return ['SUPPRESSION_INEFFECTIVE', 'has a date that does not exist'];
  if (sinceMs >= untilMs) return ['SUPPRESSION_INEFFECTIVE', 'ends before it begins'];
  if (untilMs - sinceMs > LONGEST_MS)
    return ['SUPPRESSION_TOO_BROAD', 'holds for more than 400 days; decide again each year'];
  const loose = patternsOf(where).find((pattern) => pattern.replace(/[*?\s]/g, '').length < LEAST_LETTERS);
  if (loose !== undefined) return ['SUPPRESSION_TOO_BROAD', `has "${loose}", which fits nearly everything`];
  const { incidents, ...scopes } = where;
  const count = Object.keys(scopes).length;
  if (incidents !== undefined) {
    return count === 0 ? undefined : ['SUPPRESSION_INEFFECTIVE', 'names incidents and other things; write two'];
  }
  const isOfDeed = where.rules !== undefined || where.commands !== undefined || where.fields !== undefined;
  if (count >= LEAST_SCOPES && isOfDeed) return undefined;
  const few = 'must name rules, commands or fields and one thing more, so that it hides only what was looked at';
  return ['SUPPRESSION_TOO_BROAD', few];
}

function patternsOf({
  rules = [],
  hosts = [],
  accounts = [],
  commands = [],
  fields = {},
  incidents = [],
}: SuppressionScope) {
  return [...rules, ...hosts, ...accounts, ...commands, ...incidents, ...Object.values(fields).flat()];
}
