import { readScenario } from '../../src/cli/scenario-option.ts';
import { playable, QUIET, type Scenario } from '../../src/simulate/index.ts';

/** A scenario to be played with others. */
export interface Part {
  /** of content/scenarios */
  readonly name: string;
  readonly variant?: string;
  /** how many days later than its file says */
  readonly later: number;
}

/** Reads `NAME[:VARIANT][@DAYS]`. */
export function partOf(text: string): Part {
  const [spec = '', days = '0'] = text.split('@');
  const [name = '', variant] = spec.split(':');
  return { name, later: Number(days), ...(variant === undefined ? {} : { variant }) };
}

/** Several scenarios in one organisation, each with steps under its own name: `red-team/spray`. */
export function playedTogether(parts: readonly Part[]): Scenario {
  if (parts.length === 0) return QUIET;
  const scenarios = parts.map(({ name, variant, later }) => {
    const file = readScenario(`content/scenarios/${name}.yml`);
    const own = (id: string): string => `${name}/${id}`;
    const moved = {
      ...file,
      visits: file.visits.map((visit) => ({ ...visit, day: visit.day + later })),
      steps: file.steps.map((step) => ({ ...step, id: own(step.id) })),
      variants: file.variants.map((one) => ({ ...one, without: (one.without ?? []).map(own) })),
    };
    return playable(
      moved,
      moved.variants.find((one) => one.name === variant),
    );
  });
  return {
    name: scenarios.map(({ name }) => name).join('+'),
    steps: scenarios.flatMap(({ steps }) => steps),
    start: (world) => {
      for (const scenario of scenarios) scenario.start(world);
    },
    isLogged: (fact) => scenarios.every((scenario) => scenario.isLogged?.(fact) ?? true),
  };
}
