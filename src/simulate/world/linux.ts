import type { LinuxProcess } from '../facts.ts';
import type { HostState } from './host-state.ts';
import type { World } from './world.ts';

/** Numbers of accounts on the network controller: its web application's is the first that is no system account. */
const USER_IDS: Readonly<Record<string, number>> = { root: 0, versa: 1000 };
const HIGHEST_PID = 32_768;
/** The web application has run since the host started. */
const APPLICATION_PID = 1874;

/** The web application of a network controller, which is a Java program. */
export function webApplication(): LinuxProcess {
  return {
    ...{ pid: APPLICATION_PID, parentPid: 1, executable: '/usr/lib/jvm/java-8-openjdk-amd64/jre/bin/java' },
    ...{ userName: 'versa', uid: USER_IDS.versa!, workingDirectory: '/var/versa/vnms/apache-tomcat' },
  };
}

/** A Linux host starts a program, and its audit daemon logs that. */
export function runOnLinux(
  world: World,
  on: HostState,
  words: readonly [executable: string, ...rest: string[]],
  spec: { readonly user?: string; readonly parentPid?: number; readonly session?: number } = {},
): void {
  const { user = 'root', parentPid = on.random.integer(300, HIGHEST_PID), session } = spec;
  const [executable, ...rest] = words;
  const process = {
    ...{
      pid: on.random.integer(2000, HIGHEST_PID),
      parentPid,
      executable,
      userName: user,
      uid: USER_IDS[user] ?? 1001,
    },
    workingDirectory: user === 'root' ? '/root' : `/home/${user}`,
    ...(session === undefined ? {} : { session }),
  };
  const name = executable.slice(executable.lastIndexOf('/') + 1);
  const fact = { kind: 'audit', host: on.host, action: 'run', process, path: '', ruleKey: 'exec' } as const;
  world.emit({ ...fact, arguments: [name, ...rest] });
}

/** A program of a Linux host makes a file in a folder that the audit daemon watches. */
export function makeFileOnLinux(world: World, on: HostState, process: LinuxProcess, path: string): void {
  const fact = { kind: 'audit', host: on.host, action: 'create-file', process, path, ruleKey: 'tmp' } as const;
  world.emit({ ...fact, arguments: [] });
}
