import type { Observations } from '../model/index.ts';
import type { AlertPoint } from './alert-points.ts';
import type { Names } from './names.ts';

// Rows of the catalogue that say that something was started on another computer. A share that a command names is only read.
const STARTED_ELSEWHERE: ReadonlySet<string> = new Set([
  'ex-wmic-remote-create',
  'ex-winrs',
  'ex-psexec',
  'ex-impacket-wmiexec',
]);
// One line may send a command to a whole list of computers.
const MOST_SENT = 32;

/**
 * Tells on which other hosts the command of a point was to run: that host's own logs may have no rule for what ran there.
 * @returns keys of `Names`, of hosts some of whose logs were read; others may not be there any more, or be mistyped
 */
export function sentHostsOf(
  names: Names,
  coverage: Observations['coverage'],
): (point: AlertPoint) => readonly string[] {
  const logged = new Set(coverage.map(({ host }) => (host === '' ? '' : names.host(host))));
  return ({ alert, twins, notes, host }) => {
    if (!(notes?.behaviours ?? []).some((id) => STARTED_ELSEWHERE.has(id))) return [];
    const named = [alert, ...twins].flatMap(({ context }) => context?.targets ?? []).map((name) => names.host(name));
    const others = new Set(named.filter((key) => key !== '' && key !== host && logged.has(key)));
    return [...others].slice(0, MOST_SENT);
  };
}
