import { learnFolderHosts, type Observations, type PlanShell } from '../model/index.ts';

/** What a machine runs, as far as its own logs say; it decides which commands can work there. */
export type Platform = 'windows' | 'linux' | 'fortigate' | 'other';

// By products of our schemas: Windows channels and its web server, Linux audit and system logs, FortiOS.
const PLATFORM_OF_PRODUCT: Readonly<Record<string, Platform>> = {
  ...{ windows: 'windows', iis: 'windows', linux: 'linux', fortigate: 'fortigate' },
};
const PLATFORM_OF_SHELL: Readonly<Record<PlanShell, Platform>> = {
  ...{ powershell: 'windows', cmd: 'windows', entra: 'windows', sh: 'linux', fortios: 'fortigate' },
};

/** Platforms by lower-case names of hosts; Windows wins where a host has logs of several (a web server's, say). */
export function platformsOf(coverage: Observations['coverage']): ReadonlyMap<string, Platform> {
  const folderHost = learnFolderHosts(coverage);
  const platforms = new Map<string, Platform>();
  for (const { host, product, sources } of coverage) {
    const platform = PLATFORM_OF_PRODUCT[product];
    if (platform === undefined) continue;
    for (const name of host === '' ? sources.map(folderHost) : [host]) {
      const lower = name.toLowerCase();
      if (platforms.get(lower) !== 'windows') platforms.set(lower, platform);
    }
  }
  return platforms;
}

/** Whether a shell can be typed into on a platform. */
export function runsOn(shell: PlanShell, platform: Platform): boolean {
  return PLATFORM_OF_SHELL[shell] === platform;
}
