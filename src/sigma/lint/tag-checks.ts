import { ATTACK_RENAMED } from '../../model/index.ts';
import { nearest } from '../nearest.ts';
import type { YamlScalar } from '../yaml.ts';
import { type LintCheck, type LintFault, SOURCES } from './check.ts';
import { scalarsAt } from './document.ts';

// ATT&CK v19; the appendix 2.1 still lists those of v14 without the last four.
const TACTICS = [
  ...['reconnaissance', 'resource-development', 'initial-access', 'execution', 'persistence', 'privilege-escalation'],
  ...['credential-access', 'discovery', 'lateral-movement', 'collection', 'exfiltration', 'command-and-control'],
  ...['impact', 'stealth', 'defense-impairment'],
];
const OLD_TACTIC = 'defense-evasion';

interface Namespace {
  readonly form: RegExp;
  readonly example: string;
}

const NAMESPACES: Readonly<Record<string, Namespace>> = {
  attack: { form: /^(?:t\d{4}(?:\.\d{3})?|[gsma]\d{4}|ds\d{4}|[a-z-]+)$/, example: 'attack.t1059.001' },
  car: { form: /^\d{4}-\d{2}-\d{3}$/, example: 'car.2016-04-005' },
  cve: { form: /^\d{4}-\d{4,}$/, example: 'cve.2021-44228' },
  d3fend: { form: /^(?:d3f?-[\w-]+|model|harden|detect|isolate|deceive|evict)$/, example: 'd3fend.d3-am' },
  detection: { form: /^(?:dfir|emerging-threats|threat-hunting)$/, example: 'detection.threat-hunting' },
  stp: { form: /^[1-5][auk]?$/, example: 'stp.3k' },
  tlp: { form: /^(?:red|amber|amber-strict|green|clear)$/, example: 'tlp.amber' },
};

/** Checks of tags. */
export const TAG_CHECKS: readonly LintCheck[] = [
  tagCheck(
    {
      id: 'tag-format',
      severity: 'error',
      says: 'A tag is a namespace, a dot and a name, in lower case without spaces.',
    },
    `${SOURCES.rules}, "Tags"; ${SOURCES.ruleSchema}`,
    // The appendix itself has capitals in names of D3FEND artifacts.
    ({ text }) =>
      /^[a-z0-9_-]+\.[a-z0-9._-]+$/.test(text) || /^d3fend\.[\w-]+$/.test(text) ? undefined : 'has not this form',
    'Write it like attack.t1059.001.',
  ),
  {
    id: 'tag-namespace',
    severity: 'warning',
    says: `Tags are of the namespaces ${Object.keys(NAMESPACES).join(', ')}.`,
    source: `${SOURCES.tags}, "Namespaces"`,
    *find({ map }) {
      for (const tag of scalarsAt(map, 'tags')) {
        const [namespace = ''] = tag.text.split('.');
        if (NAMESPACES[namespace] !== undefined || !tag.text.includes('.')) continue;
        const meant = nearest(namespace, Object.keys(NAMESPACES));
        const hint = meant === undefined ? {} : { hint: `Did you mean "${meant}"?` };
        yield { offset: tag.offset, message: `There is no tag namespace "${namespace}".`, ...hint };
      }
    },
  },
  ...Object.entries(NAMESPACES).map(([namespace, { form, example }]) => formCheck(namespace, form, example)),
  {
    id: 'tag-tactic',
    severity: 'warning',
    says: 'Tactics are those of ATT&CK, with hyphens.',
    source: `${SOURCES.tags}, "Namespace: attack"; ATT&CK v19`,
    *find({ map }) {
      for (const tag of scalarsAt(map, 'tags')) {
        const name = /^attack\.([a-z_-]+)$/.exec(tag.text)?.[1];
        if (name === undefined || TACTICS.includes(name) || name === OLD_TACTIC) continue;
        const meant = nearest(name.replaceAll('_', '-'), [...TACTICS, OLD_TACTIC]);
        const hint = meant === undefined ? {} : { hint: `Did you mean "attack.${meant}"?` };
        yield { offset: tag.offset, message: `There is no tactic "${name}".`, ...hint };
      }
    },
  },
  {
    id: 'tag-renamed',
    severity: 'note',
    says: 'Tactics and techniques have the names of ATT&CK v19.',
    source: 'ATT&CK v19',
    *find({ map }) {
      for (const tag of scalarsAt(map, 'tags')) {
        const fault = renamed(tag);
        if (fault !== undefined) yield fault;
      }
    },
  },
];

function renamed({ text, offset }: YamlScalar): LintFault | undefined {
  if (text === `attack.${OLD_TACTIC}`) {
    const hint = 'Write attack.stealth or attack.defense-impairment.';
    return { offset, message: 'ATT&CK v19 split the tactic "defense evasion".', hint };
  }
  const id = /^attack\.(t\d{4}(?:\.\d{3})?)$/.exec(text)?.[1]?.toUpperCase();
  const name = id === undefined ? undefined : ATTACK_RENAMED.get(id);
  if (name === undefined) return undefined;
  return { offset, message: `ATT&CK v19 replaced ${id}.`, hint: `Write attack.${name.toLowerCase()}.` };
}

function formCheck(namespace: string, form: RegExp, example: string): LintCheck {
  return tagCheck(
    { id: `tag-${namespace}`, severity: 'warning', says: `Tags of "${namespace}" are written like ${example}.` },
    `${SOURCES.tags}, "Namespace: ${namespace}"`,
    ({ text }) => {
      const name = text.startsWith(`${namespace}.`) ? text.slice(namespace.length + 1) : undefined;
      // Underscores are the business of `tag-tactic`.
      return name === undefined || form.test(namespace === 'attack' ? name.replaceAll('_', '-') : name)
        ? undefined
        : `is no tag of "${namespace}"`;
    },
    `Write it like ${example}.`,
  );
}

function tagCheck(
  head: Pick<LintCheck, 'id' | 'severity' | 'says'>,
  source: string,
  wrong: (tag: YamlScalar) => string | undefined,
  hint: string,
): LintCheck {
  return {
    ...{ ...head, source },
    *find({ map }) {
      for (const tag of scalarsAt(map, 'tags')) {
        const reason = wrong(tag);
        if (reason !== undefined) yield { offset: tag.offset, message: `"${tag.text}" ${reason}.`, hint };
      }
    },
  };
}
