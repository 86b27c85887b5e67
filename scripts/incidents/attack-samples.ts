import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type CaseFile, levelRank } from '../../src/model/index.ts';

/** How one recorded attack came out. */
export interface SampleResult {
  readonly name: string;
  readonly rules: string;
  readonly events: number;
  readonly alerts: number;
  readonly incidents: number;
  /** of the gravest incident, else of the gravest finding at medium or above; empty without one */
  readonly level: string;
  readonly expected: readonly string[];
  /** those of the expected techniques that the incidents show, by themselves, their parent or a sub-technique */
  readonly found: readonly string[];
  readonly techniques: readonly string[];
}

/** A recorded attack and the ATT&CK techniques that its makers say it shows; none where they named none. */
export interface Sample {
  readonly path: string;
  readonly expected: readonly string[];
}

const LEAST_FINDING = levelRank('medium');
// What the metadata of Security-Datasets has where its makers named no technique.
const NO_TECHNIQUE = 'T0000';

/** Samples of Windows hosts in a folder of the development corpus, by its table. */
export function samplesIn(folder: string): Sample[] {
  const lines = readFileSync(join(folder, 'EXPECTED-otrf.tsv'), 'utf8').split('\n').slice(1);
  const samples = new Map<string, string[]>();
  for (const line of lines) {
    const [path = '', , , techniques = ''] = line.split('\t');
    if (!path.includes('/windows/') && !path.includes('/compound/')) continue;
    samples.set(path, [...new Set([...(samples.get(path) ?? []), ...techniques.split(',').filter(isTechnique)])]);
  }
  return [...samples].map(([path, expected]) => ({ path, expected: expected.sort() }));
}

function isTechnique(id: string): boolean {
  return id !== '' && id !== NO_TECHNIQUE;
}

/** Compares a hunt through one sample with what it is to show. */
export function sampleResult({ path, expected }: Sample, rules: string, found: CaseFile): SampleResult {
  const { incidents = [], findings = [] } = found;
  const shown = new Set(incidents.flatMap(({ alerts }) => alerts.flatMap(({ techniques }) => techniques)));
  const techniques = [...shown].sort();
  const grave = findings.filter(({ level }) => levelRank(level) >= LEAST_FINDING);
  return {
    ...{ name: basename(path).replace(/\.(?:zip|tar\.gz)$/, ''), rules, events: found.events },
    ...{ alerts: found.alerts.length, incidents: incidents.length, expected, techniques },
    level: incidents[0]?.level ?? grave[0]?.level ?? '',
    found: expected.filter((one) => techniques.some((other) => isRelated(one, other))),
  };
}

function isRelated(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}
