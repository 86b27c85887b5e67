import { HOUR_MS, MINUTE_MS } from '../calendar.ts';
import type { NeededAction } from '../needed-actions.ts';
import type { Account } from '../organisation.ts';
import { type Activity, openDesktop, openSession, openShell, service, type World } from '../world/index.ts';
import { ACCOUNT_STEPS } from './account-steps.ts';
import { DEVICE_STEPS } from './device-steps.ts';
import type { Eviction, EvictionAct } from './eviction.ts';
import { HOST_STEPS } from './host-steps.ts';

/** Steps that can be played, in their order; the others of a plan leave no record in any log. */
export const EVICTION_STEPS = [
  ...['clean-administrators', 'switch-on-logs', 'cut-conduit', 'block-egress', 'remove-relay', 'isolate-relay'],
  ...['disable-account', 'remove-made-account', 'remove-device-account', 'reset-device-account', 'end-vpn-sessions'],
  ...['restrict-management', 'exchange-device', 'device-secrets', 'reset-used-account', 'local-administrators'],
  ...['protect-lsass', 'krbtgt-first', 'krbtgt-second', 'all-passwords', 'controller-secrets', 'computer-accounts'],
  ...['kds-root-key', 'gmsa', 'laps', 'rebuild-controller', 'rebuild-host'],
] as const;

/** A step of an eviction by its name in the playbook. */
export type EvictionStep = (typeof EVICTION_STEPS)[number];

// The longest life of a ticket is ten hours by default. Source: Microsoft Learn, Kerberos policy.
const BETWEEN_KRBTGT_MS = 11 * HOUR_MS;
const ACTS: Readonly<Record<string, EvictionAct>> = { ...ACCOUNT_STEPS, ...DEVICE_STEPS, ...HOST_STEPS };

/**
 * Plays an eviction from now on, some minutes a step and eleven hours before the second reset of krbtgt.
 * @param needed asked for when it begins, since the scenario may still be played when the activity is made
 */
export function* evict(
  world: World,
  needed: () => readonly NeededAction[],
  steps: ReadonlySet<EvictionStep>,
): Activity {
  // The controller that nobody touched first: the other one may be built anew.
  const on = world.hostsOf('domain-controller').at(-1) ?? world.hostOf('domain-controller');
  const account = cleanAdministrator(world);
  const session = openSession(world, on, account, { type: 2, terminalSession: on.newTerminalSession() });
  openDesktop(world, session, service(on, 'winlogon'), 0);
  yield MINUTE_MS;
  const shell = openShell(world, session, 'powershell.exe');
  const eviction: Eviction = { world, account, session, shell, needed: needed() };
  for (const step of EVICTION_STEPS) {
    if (!steps.has(step)) continue;
    yield step === 'krbtgt-second' ? BETWEEN_KRBTGT_MS : 2 * MINUTE_MS;
    ACTS[step]?.(eviction);
  }
}

/** An account that the intruder cannot know: it did not exist while he was there. */
function cleanAdministrator({ organisation }: World): Account {
  return {
    sid: `${organisation.domainSid}-98001`,
    user: 't0-admin',
    domain: organisation.domain,
    dnsDomain: organisation.dnsDomain,
    kind: 'administrator',
    displayName: 'Clean administrator',
    groups: ['Domain Admins'],
    mayUseVpn: false,
  };
}
