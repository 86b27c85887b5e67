import { join } from 'node:path';
import { scenarioOption } from '../../src/cli/scenario-option.ts';
import type { LoadedRules } from '../../src/detect/index.ts';
import type { EventGroup } from './event-settings.ts';
import { huntByGroup, simulateWithout } from './grouped-hunt.ts';
import { type HuntedWorld, huntedWorld } from './sights.ts';

export type { HuntedWorld } from './sights.ts';

/** Size and chance of the simulations. */
export interface WorldSize {
  readonly hosts: number;
  readonly days: number;
  readonly seed: number;
}

/**
 * Plays a scenario with every setting on and hunts it by groups of events. Process starts are played and hunted a second
 * time without command lines: the one setting that changes events instead of leaving them out.
 * @param folder an empty one
 */
export async function playedWorld(
  scenario: string,
  size: WorldSize,
  rules: LoadedRules,
  folder: string,
): Promise<HuntedWorld> {
  const [full, bare] = [join(folder, 'full', 'logs'), join(folder, 'bare', 'logs')];
  const played = { scenario: scenarioOption(scenario), ...size };
  const truth = simulateWithout(full, { ...played, without: [] });
  simulateWithout(bare, { ...played, scenario: scenarioOption(scenario), without: ['command-lines'] });
  const findings = [
    ...(await huntByGroup(full, rules, (needs, { schema }) => {
      const isStart = isProcessStart(schema.constants?.get('EventID'), needs);
      return groupOf(isStart ? [...needs, 'command-lines'] : needs);
    })),
    ...(await huntByGroup(
      bare,
      rules,
      (needs, { schema }) =>
        isProcessStart(schema.constants?.get('EventID'), needs) ? groupOf(needs, 'command-lines') : undefined,
      (source) => source.endsWith('Security.evtx'),
    )),
  ];
  const below = '/logs/';
  return huntedWorld(truth, findings, rules, (source) => source.slice(source.lastIndexOf(below) + below.length));
}

function isProcessStart(eventId: unknown, needs: EventGroup['needs']): boolean {
  return eventId === 4688 && needs.includes('process-creation');
}

function groupOf(needs: EventGroup['needs'], lacks?: EventGroup['lacks']): EventGroup {
  const name = [...needs, ...(lacks === undefined ? [] : [`without ${lacks}`])].join(' ');
  return { name, needs, ...(lacks === undefined ? {} : { lacks }) };
}
