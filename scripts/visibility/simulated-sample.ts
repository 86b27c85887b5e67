import { join } from 'node:path';
import type { VisibilityData } from '../../src/assess/index.ts';
import { scenarioOption } from '../../src/cli/scenario-option.ts';
import type { LoadedRules } from '../../src/detect/index.ts';
import { LOG_SETTINGS, type LogSetting } from '../../src/simulate/log-settings.ts';
import { type Random, randomOf } from '../../src/simulate/random.ts';
import type { WorldSize } from './campaign.ts';
import { huntByGroup, simulateWithout } from './grouped-hunt.ts';
import { type HuntedWorld, huntedWorld, isFound, verdictsOf } from './sights.ts';

/** What was simulated, and where it is not what was computed. */
export interface SampleResult {
  readonly scenario: string;
  readonly choice: string;
  readonly plays: number;
  readonly verdicts: number;
  readonly differences: readonly string[];
}

interface Sample {
  readonly scenario: string;
  readonly world: HuntedWorld;
  readonly size: WorldSize;
  /** decides which settings are off */
  readonly index: number;
}

const EVERYTHING = { name: 'everything', needs: [] } as const;

/** Really switches settings off in the simulator, hunts the logs as one, and compares with what was computed. */
export async function checkBySimulation(
  { scenario, world, size, index }: Sample,
  rules: LoadedRules,
  data: VisibilityData,
  folder: string,
): Promise<SampleResult> {
  const { off, choice } = choiceAt(index);
  const on = new Set(LOG_SETTINGS.filter((setting) => !off.includes(setting)));
  const logs = join(folder, 'logs');
  const truth = simulateWithout(logs, { scenario: scenarioOption(scenario), ...size, without: off });
  const findings = await huntByGroup(logs, rules, () => EVERYTHING);
  const real = huntedWorld(truth, findings, rules, (source) => source.slice(logs.length + 1));
  const lost = world.plays.flatMap((play, place) => {
    const [computed, seen] = [isFound(play, on), isFound(real.plays[place]!, on)];
    return computed === seen ? [] : [`${play.row} in ${play.name}: computed ${computed}, simulated ${seen}`];
  });
  const told = new Set(data.sources.flatMap((source) => source.logs));
  const [computed, simulated] = [world, real].map((one) =>
    verdictsOf(one.observer([], [...on], told).observed(on), data),
  );
  const verdicts = [...computed!].flatMap(([row, hosts]) =>
    [...hosts].map(([host, sight]) => ({ row, host, sight, real: simulated!.get(row)?.get(host) })),
  );
  const said = verdicts.filter((one) => one.sight !== one.real);
  const sentences = said.map((one) => `${one.row} on ${one.host}: computed ${one.sight}, simulated ${one.real}`);
  const counts = { plays: world.plays.length, verdicts: verdicts.length };
  return { scenario, choice, ...counts, differences: [...lost, ...sentences] };
}

interface Choice {
  readonly off: readonly LogSetting[];
  readonly choice: string;
}

/** One setting off, one kind of log alone on, two off, and half of them by chance, in turn. */
function choiceAt(index: number): Choice {
  const random = randomOf(`visibility truth ${index}`);
  switch (index % 4) {
    case 0:
      return without([LOG_SETTINGS[(index * 7) % LOG_SETTINGS.length]!]);
    case 1:
      return aloneOf(random);
    case 2:
      return without([random.pick(LOG_SETTINGS), random.pick(LOG_SETTINGS)]);
    default: {
      const on = LOG_SETTINGS.filter(() => random.chance(0.5));
      return { off: LOG_SETTINGS.filter((one) => !on.includes(one)), choice: `only ${on.join(', ')}` };
    }
  }
}

function without(off: readonly LogSetting[]): Choice {
  return { off, choice: `all but ${off.join(', ')}` };
}

/** A setting with the log that its events are in. */
function aloneOf(random: Random): Choice {
  const logs: readonly LogSetting[] = ['security-log', 'process-creation', 'powershell-log', 'classic-powershell-log'];
  const own = random.pick(LOG_SETTINGS.filter((setting) => !logs.includes(setting)));
  const on = [own, ...logs];
  return { off: LOG_SETTINGS.filter((setting) => !on.includes(setting)), choice: `only ${on.join(', ')}` };
}
