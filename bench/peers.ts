import { join } from 'node:path';
import { programPath } from './measure.ts';

/** Another hunter of Windows logs, measured beside Landfall when it is on the PATH. */
export interface HuntPeer {
  readonly name: string;
  /** the command for a hunt; undefined when the program is not here */
  command(work: HuntWork): readonly string[] | undefined;
}

export interface HuntWork {
  readonly logs: string;
  readonly rules: string;
  readonly cores: number;
  readonly workFolder: string;
}

/** Each with the rules given, writing its results to a file. Source: the `--help` of each program. */
export const HUNT_PEERS: readonly HuntPeer[] = [
  {
    name: 'hayabusa csv-timeline',
    command: ({ logs, rules, cores, workFolder }) =>
      found(
        'hayabusa',
        'csv-timeline',
        '-d',
        logs,
        '-r',
        rules,
        '-w',
        '-q',
        '-C',
        '-t',
        String(cores),
        '-o',
        join(workFolder, 'hayabusa.csv'),
      ),
  },
  {
    name: 'chainsaw hunt',
    // Its mapping file comes with its release, not with the program.
    command: ({ logs, rules, workFolder }) => {
      const mapping = process.env.CHAINSAW_MAPPING;
      return mapping === undefined
        ? undefined
        : found(
            'chainsaw',
            'hunt',
            logs,
            '-s',
            rules,
            '--mapping',
            mapping,
            '--json',
            '-q',
            '-o',
            join(workFolder, 'chainsaw.json'),
          );
    },
  },
  {
    name: 'zircolite',
    command: ({ logs, rules, workFolder }) =>
      found('zircolite.py', '--evtx', logs, '--ruleset', rules, '--outfile', join(workFolder, 'zircolite.json')),
  },
];

function found(program: string, ...args: readonly string[]): readonly string[] | undefined {
  const path = programPath(program);
  return path === undefined ? undefined : [path, ...args];
}
