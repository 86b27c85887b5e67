import type { Fact } from '../facts.ts';
import { DIR01 } from './sample-organisation.ts';

const application = {
  ...{ pid: 1874, parentPid: 1, executable: '/usr/bin/java', userName: 'versa', uid: 1000 },
  workingDirectory: '/var/versa/vnms',
};
const shell = {
  ...{ pid: 2901, parentPid: 2877, executable: '/bin/cat', userName: 'root', uid: 0, session: 12 },
  workingDirectory: '/root',
};
const own = { kind: 'audit', host: DIR01 } as const;

/** What Linux hosts see of themselves: each action once. */
export const LINUX_SAMPLES: readonly Partial<Fact>[] = [
  { ...own, action: 'create-file', process: application, arguments: [], path: '/tmp/upload 7.tmp', ruleKey: 'tmp' },
  { ...own, action: 'run', process: shell, arguments: ['cat', '/tmp/upload 7.tmp'], path: '', ruleKey: 'exec' },
];
