import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../model/index.ts';
import { parseScenarioFile, playable, QUIET, type Scenario, type ScenarioFile } from '../simulate/index.ts';
import { packagePlace } from './package-place.ts';
import { suggestionHint } from './suggest.ts';
import { readYamlFile } from './yaml-file.ts';

/**
 * The scenario that an option names: `NAME` or `NAME:VARIANT` of those of Landfall, or a file.
 * @throws UsageError OPTION_VALUE, SCENARIO_INVALID
 */
export function scenarioOption(text: string): Scenario {
  if (text === QUIET.name) return QUIET;
  const { file, variant } = placeOf(text);
  const scenario = readScenario(file);
  if (variant === undefined) return playable(scenario);
  const found = scenario.variants.find(({ name }) => name === variant);
  if (found !== undefined) return playable(scenario, found);
  const names = scenario.variants.map(({ name }) => name);
  throw new UsageError('OPTION_VALUE', `The scenario ${scenario.name} has no variant "${variant}".`, {
    hint: suggestionHint(variant, names),
  });
}

/** Names of the scenarios that come with Landfall, without `quiet`. */
export function scenarioNames(): string[] {
  const files = readdirSync(packagePlace('content/scenarios')).filter((file) => file.endsWith('.yml'));
  return files.map((file) => file.slice(0, -'.yml'.length)).sort();
}

/**
 * The scenarios that several options name: `NAME:*` is one with every variant, `NAM*` every one that begins so, `NAM*:*`
 * both; nothing named is `quiet` and everything.
 * @throws UsageError OPTION_VALUE, SCENARIO_INVALID, before hours of work: each must be there
 */
export function namedScenarios(names: readonly string[]): readonly string[] {
  const wanted = names.length === 0 ? [QUIET.name, '*:*'] : names;
  const all = wanted.flatMap((name) =>
    name.endsWith(':*') ? beginningAs(name.slice(0, -2)).flatMap(withVariants) : beginningAs(name),
  );
  for (const name of all) scenarioOption(name);
  return all;
}

/** Any other text is itself, as a file or a variant. */
function beginningAs(name: string): readonly string[] {
  const found = name.endsWith('*') ? scenarioNames().filter((one) => one.startsWith(name.slice(0, -1))) : [];
  return found.length === 0 ? [name] : found;
}

function withVariants(name: string): readonly string[] {
  if (!scenarioNames().includes(name)) return [name];
  const { variants } = readScenario(packagePlace(`content/scenarios/${name}.yml`));
  return [name, ...variants.map((variant) => `${name}:${variant.name}`)];
}

/** What a file does not say is that of the scenario beside it that it is `like`. @throws UsageError SCENARIO_INVALID, INPUT_MISSING */
export function readScenario(file: string): ScenarioFile {
  const own = readYamlFile(file, 'SCENARIO_INVALID');
  const like = (own as { readonly like?: unknown } | null | undefined)?.like;
  // A name of letters, figures and hyphens: no path leads out of the folder.
  if (typeof like !== 'string' || !/^[a-z][a-z0-9-]*$/.test(like)) return parseScenarioFile(own, file);
  const { like: _, ...base } = readYamlFile(join(dirname(file), `${like}.yml`), 'SCENARIO_INVALID') as {
    like?: unknown;
  };
  return parseScenarioFile({ ...base, ...(own as object) }, file);
}

function placeOf(text: string): { readonly file: string; readonly variant: string | undefined } {
  if (/\.ya?ml$/i.test(text) && existsSync(text)) return { file: text, variant: undefined };
  const colon = text.lastIndexOf(':');
  // `C:\x.yml` is a path, not a variant.
  const [name, variant] = colon > 1 ? [text.slice(0, colon), text.slice(colon + 1)] : [text, undefined];
  if (/\.ya?ml$/i.test(name)) return { file: name, variant };
  const names = scenarioNames();
  if (names.includes(name)) return { file: packagePlace(`content/scenarios/${name}.yml`), variant };
  throw new UsageError('OPTION_VALUE', `There is no scenario "${name}".`, {
    hint: suggestionHint(name, [QUIET.name, ...names]),
  });
}
