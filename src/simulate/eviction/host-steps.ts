import { changeHostFirewall, isWindows, winRs } from '../world/index.ts';
import { type Eviction, type EvictionAct, hostsNeeding } from './eviction.ts';
import {
  tellGmsaMade,
  tellLapsPassword,
  tellProtectedLsass,
  tellRestoreModePassword,
  tellRootKey,
} from './eviction-records.ts';

/** Process Creation, as Windows names the subcategory in 4719 ([MS-GPAC] 2.2.1.2). */
const PROCESS_CREATION = '{0CCE922B-69AE-11D9-BED3-505054503030}';

/** Steps of hosts: relays, their own passwords, what protects them. */
export const HOST_STEPS: Readonly<Record<string, EvictionAct>> = {
  'switch-on-logs': ({ world }) => {
    for (const state of world.hosts) {
      if (!isWindows(state) || !state.isUp) continue;
      const fact = { kind: 'audit-policy', subcategoryGuid: PROCESS_CREATION, change: 'success-added' } as const;
      world.emit({ ...fact, host: state.host, subject: state.system }, 300);
    }
  },
  'remove-relay': (eviction) => runOnEach(eviction, 'netsh interface portproxy reset'),
  'isolate-relay': (eviction) => {
    const { world, shell } = eviction;
    for (const state of hostsNeeding(eviction, 'isolate')) {
      const rule = { name: 'Eviction', ports: '*', direction: 'out', isAllow: false } as const;
      changeHostFirewall(world, { ...shell, on: state, user: state.system }, rule);
    }
  },
  'local-administrators': (eviction) => {
    const { world } = eviction;
    for (const { host, system } of hostsNeeding(eviction, 'secrets')) {
      const target = { sid: `${host.localSid}-500`, user: 'Administrator', domain: host.name };
      world.emit({ kind: 'account-change', host, action: 'reset-password', target, subject: system }, 500);
    }
  },
  'protect-lsass': (eviction) => {
    for (const { host } of hostsNeeding(eviction, 'secrets')) tellProtectedLsass(eviction.world, host);
  },
  'controller-secrets': (eviction) => {
    for (const state of hostsNeeding(eviction, 'controller-secrets')) tellRestoreModePassword(eviction, state);
  },
  'kds-root-key': ({ world, shell }) => tellRootKey(world, shell.on.host),
  gmsa: tellGmsaMade,
  laps: ({ world }) => {
    for (const state of world.hosts) if (isWindows(state) && state.isUp) tellLapsPassword(world, state.host);
  },
};

function runOnEach(eviction: Eviction, command: string): void {
  const { world, shell, session } = eviction;
  for (const target of hostsNeeding(eviction, 'isolate')) winRs(world, shell, session, { target, command });
}
