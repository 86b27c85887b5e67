import type { LogsourceKnowledge, LogsourceSupply, UnboundRule } from '../model/index.ts';
import { type Logsource, type SigmaRule, testedFields } from '../sigma/index.ts';
import { leafHolds } from './leaf.ts';
import { describeLogsource, fitsLogsource, logsourceKey } from './logsource.ts';
import { truthOf } from './truth.ts';

/** The rules that can match something, and those that cannot with the reason, both in the order given. */
export interface RuleBinding {
  readonly bound: readonly SigmaRule[];
  readonly unbound: readonly UnboundRule[];
}

/**
 * Sorts out the rules that nothing Landfall reads can ever match: no reader for their logsource, fields that none of its
 * sources has, or placeholders without values. A rule is left out only if it cannot match; one that merely lacks an
 * alternative or an exclusion is bound.
 * @param knowledge what readers and normalisers can supply, of all products together
 */
export function bindRules(rules: readonly SigmaRule[], knowledge: LogsourceKnowledge): RuleBinding {
  const bound: SigmaRule[] = [];
  const unbound: UnboundRule[] = [];
  const offerFor = offerFinder(knowledge);
  for (const rule of rules) {
    const reason = missingPlaceholder(rule) ?? missingSupply(rule, offerFor(rule.logsource));
    if (reason === undefined) bound.push(rule);
    else unbound.push({ id: rule.id, title: rule.title, file: rule.origin.file, reason });
  }
  return { bound, unbound };
}

/** What is supplied to the rules of a logsource: the sources of it, or why there are none. */
type Offer = { readonly supplies: readonly LogsourceSupply[] } | { readonly reason: string };

/** Thousands of rules have some hundred logsources; each is looked up once. */
function offerFinder({ supplies, gaps }: LogsourceKnowledge): (logsource: Logsource) => Offer {
  const known = new Map<string, Offer>();
  return (logsource) => {
    const key = logsourceKey(logsource);
    let offer = known.get(key);
    if (offer === undefined) {
      const fitting = supplies.filter((supply) => fitsLogsource(logsource, supply));
      const why = gaps.find((gap) => fitsLogsource(logsource, gap))?.reason ?? 'no reader supplies it';
      const reason = `logsource ${describeLogsource(logsource)}: ${why}`;
      offer = fitting.length > 0 ? { supplies: fitting } : { reason };
      known.set(key, offer);
    }
    return offer;
  };
}

function missingPlaceholder({ missingPlaceholders }: SigmaRule): string | undefined {
  if (missingPlaceholders.length === 0) return undefined;
  const names = [...new Set(missingPlaceholders)].map((name) => `%${name}%`);
  return names.length === 1
    ? `placeholder ${names[0]} has no values`
    : `placeholders ${names.join(', ')} have no values`;
}

function missingSupply(rule: SigmaRule, offer: Offer): string | undefined {
  if ('reason' in offer) return offer.reason;
  const { supplies: fitting } = offer;
  if (fitting.some((supply) => canMatch(rule, supply))) return undefined;
  const fields = testedFields(rule).filter((field) => !fitting.some((supply) => hasField(supply, field)));
  const of = describeLogsource(rule.logsource);
  if (fields.length === 0) return `no single source of ${of} supplies all fields that the rule needs`;
  return fields.length === 1
    ? `field ${fields[0]} of ${of} is not supplied by any source of it`
    : `fields ${fields.join(', ')} of ${of} are not supplied by any source of it`;
}

function canMatch(rule: SigmaRule, supply: LogsourceSupply): boolean {
  if (supply.fields === 'open' || testedFields(rule).every((field) => hasField(supply, field))) return true;
  const truth = truthOf(rule.detection, (leaf) => {
    if (leaf.kind === 'keyword' || hasField(supply, leaf.field)) return undefined;
    return leafHolds(leaf, undefined);
  });
  return truth !== false;
}

// `EventData.X` and the like say where in the record a field stands.
const PLACE = /^(?:System|EventData|UserData|RenderingInfo)\./;

function hasField({ fields }: LogsourceSupply, field: string): boolean {
  return fields === 'open' || fields.has(field.replace(PLACE, ''));
}
