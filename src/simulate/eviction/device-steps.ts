import {
  changeFirewall,
  type FirewallChange,
  logInToFirewall,
  logOutOfFirewall,
  tellOfFirewall,
} from '../world/index.ts';
import { deviceUsersNeeding, type Eviction, type EvictionAct, isNeeded } from './eviction.ts';

/** Steps of the firewall, as an administrator from the inside does them. */
export const DEVICE_STEPS: Readonly<Record<string, EvictionAct>> = {
  'cut-conduit': (eviction) => change(eviction, [denyPolicy('9101', 'Eviction-conduit')]),
  'block-egress': (eviction) => change(eviction, [denyPolicy('9102', 'Eviction-egress')]),
  'remove-device-account': (eviction) =>
    change(
      eviction,
      deviceUsersNeeding(eviction, 'remove').map((object) => ({
        ...{ action: 'Delete', path: 'system.admin', object, attributes: '' },
      })),
    ),
  'reset-device-account': (eviction) =>
    change(
      eviction,
      deviceUsersNeeding(eviction, 'reset').map((object) => ({
        ...{ action: 'Edit', path: 'system.admin', object },
        attributes: 'password[*]two-factor[disable->fortitoken]',
      })),
    ),
  'end-vpn-sessions': (eviction) => {
    if (!isNeeded(eviction, 'end-sessions')) return;
    const attributes = 'two-factor[disable->fortitoken-cloud]';
    change(eviction, [{ action: 'Edit', path: 'user.ldap', object: 'directory', attributes }]);
  },
  'restrict-management': (eviction) => {
    if (!isNeeded(eviction, 'replace')) return;
    const attributes = 'allowaccess[ping https ssh->ping]';
    change(eviction, [{ action: 'Edit', path: 'system.interface', object: 'wan1', attributes }]);
  },
  'exchange-device': (eviction) => {
    if (!isNeeded(eviction, 'replace')) return;
    const by = { user: 'admin', ui: 'console' };
    tellOfFirewall(eviction.world, 'firmware-upgraded', 'User admin restored the image from console', by);
    tellOfFirewall(eviction.world, 'start', 'FortiGate started');
  },
  'device-secrets': (eviction) => {
    if (!isNeeded(eviction, 'replace')) return;
    change(eviction, [
      { action: 'Edit', path: 'user.ldap', object: 'directory', attributes: 'password[*]' },
      { action: 'Edit', path: 'vpn.ipsec.phase1-interface', object: 'site-2', attributes: 'psksecret[*]' },
    ]);
  },
};

function denyPolicy(object: string, name: string): FirewallChange {
  const attributes = `name[${name}]srcintf[any]dstintf[any]srcaddr[all]dstaddr[all]action[deny]service[ALL]schedule[always]`;
  return { action: 'Add', path: 'firewall.policy', object, attributes };
}

function change({ world, session }: Eviction, changes: readonly FirewallChange[]): void {
  if (changes.length === 0) return;
  const login = logInToFirewall(world, { user: 't0-network', from: session.on });
  for (const [index, one] of changes.entries()) changeFirewall(world, login, one, 5000 + 4000 * index);
  logOutOfFirewall(world, login, 60_000);
}
