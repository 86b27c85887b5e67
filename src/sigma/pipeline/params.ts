import { nearest } from '../nearest.ts';
import { RuleFault } from '../rule-fault.ts';
import { entryOf, type YamlEntry, type YamlMap, type YamlNode, type YamlScalar } from '../yaml.ts';

/** The parameters of a transformation or condition; each is read once, and what was not asked for is an error. */
export interface Params {
  readonly map: YamlMap;
  /** how messages name the owner: `The transformation "case"` */
  readonly owner: string;
  text(key: string): string;
  optionalText(key: string): string | undefined;
  /** a text or a list of texts */
  texts(key: string): string[];
  optionalTexts(key: string): string[] | undefined;
  flag(key: string): boolean;
  choice<Choice extends string>(key: string, choices: readonly Choice[], fallback?: Choice): Choice;
  scalar(key: string): YamlScalar;
  node(key: string): YamlNode;
  /** undefined when it is left out or null */
  optionalNode(key: string): YamlNode | undefined;
  /** a map from text to a text or a list of texts */
  mapping(key: string): ReadonlyMap<string, readonly string[]>;
  fail(message: string, key?: string, hint?: string): never;
  /** refuses parameters that were not asked for */
  done(): void;
}

/** Starts reading the parameters of a map. All functions throw RuleFault at the place of the parameter. */
export function readParams(map: YamlMap, owner: string, known: readonly string[] = []): Params {
  const asked = new Set(known);
  const entry = (key: string): YamlEntry | undefined => {
    asked.add(key);
    return entryOf(map, key);
  };
  const fail = (message: string, key?: string, hint?: string): never => {
    const found = key === undefined ? undefined : entryOf(map, key);
    throw pipelineFault(`${owner} ${message}.`, found?.value.offset ?? map.offset, hint);
  };
  const needed = (key: string): YamlNode => entry(key)?.value ?? fail(`needs "${key}"`);
  const optional = <Value>(key: string, read: (node: YamlNode) => Value): Value | undefined => {
    const node = entry(key)?.value;
    return node === undefined || isNull(node) ? undefined : read(node);
  };
  const asText = (key: string) => (node: YamlNode) =>
    node.kind === 'scalar' && node.value !== null ? node.text : fail(`takes text as "${key}"`, key);
  const asTexts = (key: string) => (node: YamlNode) => (node.kind === 'list' ? node.items : [node]).map(asText(key));
  return {
    map,
    owner,
    fail,
    node: needed,
    optionalNode: (key) => optional(key, (node) => node),
    text: (key) => asText(key)(needed(key)),
    optionalText: (key) => optional(key, asText(key)),
    texts: (key) => asTexts(key)(needed(key)),
    optionalTexts: (key) => optional(key, asTexts(key)),
    scalar(key) {
      const node = needed(key);
      return node.kind === 'scalar' ? node : fail(`takes one value as "${key}"`, key);
    },
    flag(key) {
      const node = entry(key)?.value;
      if (node === undefined || isNull(node)) return false;
      if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
      return fail(`takes true or false as "${key}"`, key);
    },
    choice(key, choices, fallback) {
      const text = fallback === undefined ? asText(key)(needed(key)) : (optional(key, asText(key)) ?? fallback);
      const choice = choices.find((one) => one === text);
      return choice ?? fail(`takes ${choices.join(', ')} as "${key}", not "${text}"`, key);
    },
    mapping(key) {
      const node = needed(key);
      if (node.kind !== 'map') return fail(`takes a map as "${key}"`, key);
      return new Map(node.entries.map(({ key: from, value }) => [from, asTexts(key)(value)]));
    },
    done: () => refuseOthers(map, owner, asked),
  };
}

function isNull(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

function refuseOthers(map: YamlMap, owner: string, asked: ReadonlySet<string>): void {
  const stranger = map.entries.find(({ key }) => !asked.has(key));
  if (stranger === undefined) return;
  const near = nearest(stranger.key, asked);
  const hint = near === undefined ? `Known are ${[...asked].join(', ')}.` : `Did you mean "${near}"?`;
  throw pipelineFault(`${owner} has no "${stranger.key}".`, stranger.keyOffset, hint);
}

/** A fault in the text of a pipeline. */
export function pipelineFault(message: string, offset: number, hint?: string): RuleFault {
  return new RuleFault('PIPELINE_INVALID', message, offset, hint);
}

/** The entry of a table, or a fault that names the nearest one. */
export function named<Entry>(table: ReadonlyMap<string, Entry>, name: string, noun: string, offset: number): Entry {
  const found = table.get(name);
  if (found !== undefined) return found;
  const near = nearest(name, table.keys());
  const hint = near === undefined ? `Known are ${[...table.keys()].join(', ')}.` : `Did you mean "${near}"?`;
  throw pipelineFault(`There is no ${noun} "${name}".`, offset, hint);
}
