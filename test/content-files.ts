import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { load } from 'js-yaml';
import { type CorrelationRule, parseRules, type SigmaRule } from '../src/sigma/index.ts';

const SCENARIOS = 'content/scenarios';
export const DETECTIONS = 'content/detections';
export const BEHAVIOURS = 'content/behaviours';

/** What a rule says beyond Sigma, under its key `landfall`; docs/adding-a-rule.md has the meaning of each. */
export interface RuleNotes {
  readonly behaviours: readonly string[];
  readonly defender?: readonly string[];
  readonly distinctiveness: string;
  readonly innocent: string;
  readonly check: readonly string[];
  readonly rises: readonly { readonly when: string; readonly level: string }[];
  readonly advisory: string;
}

/** One document of a rule file. */
export interface ContentRule {
  readonly file: string;
  readonly rule: SigmaRule | CorrelationRule;
  /** only the first document of a file speaks to people; what follows are parts that its correlation counts */
  readonly isPart: boolean;
  readonly notes: Partial<RuleNotes>;
}

/** A kind of behaviour of the catalogue: what would show it, or why nothing does. */
export interface Behaviour {
  readonly file: string;
  readonly id: string;
  readonly title: string;
  readonly tactic: string;
  readonly techniques: readonly string[];
  readonly distinctiveness: string;
  readonly severity: string;
  readonly needs?: readonly (readonly string[])[];
  readonly partly?: readonly (readonly string[])[];
  readonly visible?: false;
  readonly reason?: string;
}

/** Every rule of content/detections, in the order of the files. */
export function contentRules(): readonly ContentRule[] {
  return filesBelow(DETECTIONS, '.yml').flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const { rules, others, errors } = parseRules(text, file);
    if (errors[0] !== undefined) throw errors[0];
    const correlations = others.filter((other) => other.kind === 'correlation');
    return documentsOf(text).map(({ id, landfall = {} }, index) => {
      const rule = [...rules, ...correlations].find((one) => one.id === id);
      if (rule === undefined) throw new Error(`${file}: document ${index + 1} has no id`);
      return { file, rule, isPart: index > 0, notes: landfall };
    });
  });
}

interface RuleDocument {
  readonly id?: string;
  readonly landfall?: Partial<RuleNotes>;
}

function documentsOf(text: string): readonly RuleDocument[] {
  return text.split(/^---$/m).map((document) => load(document) as RuleDocument);
}

/** Every behaviour of content/behaviours. */
export function contentBehaviours(): readonly Behaviour[] {
  return filesBelow(BEHAVIOURS, '.yml').flatMap((file) => {
    const { behaviours } = load(readFileSync(file, 'utf8')) as { readonly behaviours: readonly Behaviour[] };
    return behaviours.map((behaviour) => ({ ...behaviour, file }));
  });
}

/** Ids of the behaviours that steps play of scenarios whose names begin so. */
export function playedBehaviours(begin: string): ReadonlySet<string> {
  return played((name) => name.startsWith(begin));
}

/** Ids of the behaviours that steps of one scenario play. */
export function playedIn(scenario: string): ReadonlySet<string> {
  return played((name) => name === scenario);
}

function played(isMeant: (name: string) => boolean): ReadonlySet<string> {
  const files = filesBelow(SCENARIOS, '.yml').filter((file) => isMeant(nameOf(file)));
  return new Set(
    files.flatMap((file) => {
      const { steps = [] } = load(readFileSync(file, 'utf8')) as {
        readonly steps?: readonly { readonly behaviours: readonly string[] }[];
      };
      return steps.flatMap(({ behaviours }) => behaviours);
    }),
  );
}

/** `a/b.yml` and `hits` give `a/b.hits`. */
export function beside(file: string, ending: string): string {
  return file.replace(/yml$/, ending);
}

export function filesBelow(folder: string, ending: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(ending));
  return files.map((file) => join(folder, file)).sort();
}

export function nameOf(file: string): string {
  return basename(file).replace(/\.\w+$/, '');
}
