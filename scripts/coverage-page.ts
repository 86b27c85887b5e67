import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { load } from 'js-yaml';

interface BehaviourRow {
  readonly id: string;
  readonly title: string;
  readonly visible?: false;
  readonly reason?: string;
}

interface RuleFile {
  readonly name: string;
  readonly behaviours: readonly string[];
  /** events, or sequences of a correlation, that it must alert on */
  readonly hits: number;
}

/**
 * Rows of docs/detection-coverage.md: each behaviour of the catalogue with its rules, their hits, and the steps of the
 * scenarios that play it.
 */
export function coverageRows(): { readonly seen: readonly string[][]; readonly unseen: readonly string[][] } {
  const rules = filesBelow('content/detections', '.yml').map(ruleFile);
  const steps = stepsByBehaviour();
  const behaviours = filesBelow('content/behaviours', '.yml').flatMap(
    (file) => (load(readFileSync(file, 'utf8')) as { readonly behaviours: readonly BehaviourRow[] }).behaviours,
  );
  const seen = behaviours
    .filter(({ visible }) => visible !== false)
    .map(({ id, title }) => {
      const own = rules.filter((rule) => rule.behaviours.includes(id));
      const hits = own.reduce((sum, rule) => sum + rule.hits, 0);
      return [
        `\`${id}\``,
        title,
        own.map(({ name }) => name).join(', '),
        String(hits),
        (steps.get(id) ?? []).join(', '),
      ];
    });
  const unseen = behaviours
    .filter(({ visible }) => visible === false)
    .map(({ id, title, reason = '' }) => [`\`${id}\``, title, reason]);
  return { seen, unseen };
}

function ruleFile(file: string): RuleFile {
  const [first] = readFileSync(file, 'utf8').split(/^---$/m);
  const rule = load(first ?? '') as { readonly landfall?: { readonly behaviours?: readonly string[] } };
  return { name: basename(file, '.yml'), behaviours: rule.landfall?.behaviours ?? [], hits: hitsBeside(file) };
}

function hitsBeside(file: string): number {
  for (const ending of ['.hits', '.cases']) {
    try {
      const text = readFileSync(file.replace(/\.yml$/, ending), 'utf8');
      const items = load(text);
      return Array.isArray(items) ? items.filter((item) => !(item?.alerts === 0)).length : 0;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return 0;
}

function stepsByBehaviour(): ReadonlyMap<string, readonly string[]> {
  const steps = new Map<string, string[]>();
  for (const file of filesBelow('content/scenarios', '.yml')) {
    const scenario = load(readFileSync(file, 'utf8')) as {
      readonly name: string;
      readonly steps?: readonly { readonly id: string; readonly behaviours: readonly string[] }[];
    };
    for (const { id, behaviours } of scenario.steps ?? []) {
      for (const behaviour of behaviours) {
        steps.set(behaviour, [...(steps.get(behaviour) ?? []), `${scenario.name}/${id}`]);
      }
    }
  }
  return steps;
}

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file))
    .sort();
}
