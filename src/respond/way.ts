import { type Platform, runsOn } from './platform.ts';
import type { PlaybookCommand, PlaybookStep } from './playbook.ts';
import type { Surroundings } from './surroundings.ts';
import type { BoundTarget } from './targets.ts';

/**
 * A step as it is done on a target: its own commands where all of them can work, else what it says for Linux or for other
 * machines. Steps for the whole incident are done at an administrator's machine, or at the firewall.
 */
export function stepFor(
  step: PlaybookStep,
  target: BoundTarget | null,
  { platforms }: Pick<Surroundings, 'platforms'>,
): PlaybookStep {
  const firewall: Platform = [...platforms.values()].includes('fortigate') ? 'fortigate' : 'other';
  const own = target?.platform ?? 'windows';
  const fits = ({ shell, at }: PlaybookCommand): boolean =>
    runsOn(shell, at === 'firewall' ? firewall : at === 'administrator' ? 'windows' : own);
  const { commands = [], onLinux, onOther } = step;
  if (commands.every(fits)) return step;
  const way = own === 'linux' && onLinux !== undefined ? onLinux : onOther;
  const { commands: others = [] } = way ?? {};
  return { ...step, ...way, commands: others };
}
