import type { NeededAction, NeededActionName } from '../needed-actions.ts';
import type { Account } from '../organisation.ts';
import type { HostState } from '../world/index.ts';
import type { ScenarioAction } from './scenario-file.ts';
import { Given, type Stage } from './stage.ts';

type Needed = Omit<NeededAction, 'steps'>;

/**
 * What an action of a scenario makes needed: what a defender who knew all would have to do about it. Written from what
 * the intruder did, never from what a log or a rule shows of it.
 * @param action has been played already, so that the sessions are those it left
 */
export function needsOf(stage: Stage, action: ScenarioAction): readonly Needed[] {
  const [key = ''] = Object.keys(action);
  const given = new Given(key, action, stage);
  const own = NEEDS[key]?.(stage, given) ?? [];
  const where = PLACES[key]?.(stage, given);
  if (where === undefined) return own;
  const effects = given.list('effects').flatMap((effect) => needsOfEffect(stage, where, effect));
  const lines = [given.optional('run'), given.optional('command'), given.optional('script'), given.optional('inner')];
  const readsSecrets = lines.some((line) => line !== undefined && READS_SECRETS.test(line));
  return [...own, ...effects, ...(readsSecrets ? [ofHost(where, 'secrets')] : [])];
}

/** Commands that keep the registry's stores of passwords (`reg save hklm\sam FILE`), and of tools made to read them. */
const READS_SECRETS =
  /\breg(?:\.exe)?\s+save\s+"?(?:hklm|hkey_local_machine)\\(?:sam|security|system)\b|\b(?:sekurlsa|lsadump)::/i;

type Needs = (stage: Stage, given: Given) => readonly Needed[];

/** The host on which an action runs something. */
const PLACES: Readonly<Record<string, (stage: Stage, given: Given) => HostState | undefined>> = {
  command: here,
  script: here,
  'local-wmic': here,
  wmic: (_, given) => given.host('wmic'),
  winrs: (_, given) => given.host('winrs'),
  psexec: (_, given) => given.host('psexec'),
  wmiexec: (_, given) => given.host('wmiexec'),
  smbexec: (_, given) => given.host('smbexec'),
  'web-shell': (_, given) => given.host('web-shell'),
};

/** By action. */
const NEEDS: Readonly<Record<string, Needs>> = {
  'firewall-login': (stage, given) => [
    ofDevice(stage, 'replace'),
    ofDeviceAccount(stage, given.text('firewall-login'), 'reset'),
  ],
  'firewall-change': firewallChanged,
  'firewall-config': (stage) => [ofDevice(stage, 'replace'), ...storedAccounts(stage)],
  'firewall-crash': (stage) => [ofDevice(stage, 'replace'), ...storedAccounts(stage)],
  'vpn-login': (stage, given) => [
    ofDevice(stage, 'end-sessions'),
    ofAccount(stage.cast.account(given.raw('vpn-login')), 'close'),
  ],
  desktop: (stage, given) => [ofHost(given.host('desktop'), 'rebuild'), ...actingAs(stage, given)],
  shell: ranHere,
  command: ranHere,
  script: ranHere,
  'local-wmic': ranHere,
  wmic: ranThere('wmic'),
  winrs: ranThere('winrs'),
  psexec: ranThere('psexec'),
  wmiexec: ranThere('wmiexec'),
  smbexec: ranThere('smbexec'),
  'remote-stores': (stage, given) => [ofHost(given.host('remote-stores'), 'secrets'), ...actingAs(stage, given)],
  replicate: (stage, given) => [...directoryLeft(stage), ...actingAs(stage, given)],
  'web-shell': (_, given) => [ofHost(given.host('web-shell'), 'rebuild')],
  share: shareUsed,
  laptop: (stage, given) => [
    { kind: 'host', name: given.text('laptop'), action: 'disconnect' },
    ofAccount(stage.cast.account(given.raw('as')), 'close'),
  ],
  kerberoast: ({ world }) =>
    [...world.organisation.serviceAccounts.values()].map((account) => ofAccount(account, 'reset')),
  'firewall-internal': (stage) => [ofDevice(stage, 'replace')],
  'firewall-device': (stage) => [ofDevice(stage, 'replace')],
  'firewall-calls': (stage) => [ofDevice(stage, 'replace')],
  'cloud-sign-in': (stage, given) => [ofAccount(stage.cast.account(given.raw('cloud-sign-in')), 'close')],
  appliance: (_, given) => [ofHost(given.host('appliance'), 'rebuild')],
  flow: connected,
};

/** Actions that make something needed by themselves. */
export const ACTIONS_WITH_NEEDS: readonly string[] = Object.keys(NEEDS);

/** Actions that only look, knock or leave. A new action belongs here or into the table above. */
export const HARMLESS_ACTIONS = ['firewall-logout', 'vpn-logout', 'leave', 'wrong-passwords', 'web', 'scan'] as const;

/** A host of ours that speaks to him outside is isolated, and built anew; an appliance that he reaches from there is unplugged. */
function connected({ world }: Stage, given: Given): readonly Needed[] {
  const [from, to] = [given.text('flow'), given.text('to')];
  const isOutside = (text: string): boolean => isAddress(text) && world.network.zoneOf(text).name === 'outside';
  if (!isAddress(from)) {
    const host = given.host('flow');
    return isOutside(to) ? [ofHost(host, 'isolate'), ofHost(host, 'rebuild')] : [];
  }
  const isOurs = [...world.hosts].some(({ address }) => address === to);
  const isAppliance = isOutside(from) && isAddress(to) && !isOutside(to) && !isOurs;
  return isAppliance ? [{ kind: 'host', name: to, action: 'disconnect' }] : [];
}

function isAddress(text: string): boolean {
  return /^[\d.]+$/.test(text);
}

function needsOfEffect(stage: Stage, where: HostState, effect: ScenarioAction): readonly Needed[] {
  switch (Object.keys(effect)[0]) {
    case 'directory-copy':
      return directoryLeft(stage);
    case 'lsass-dump':
      return [ofHost(where, 'secrets'), ...rememberedAccounts(where)];
    case 'new-account': {
      const user = new Given('new-account', effect, stage).text('new-account');
      return [{ kind: 'account', name: `${stage.world.organisation.domain}\\${user}`, action: 'remove' }];
    }
    case 'port-proxy':
      return [ofHost(where, 'isolate')];
    default:
      return [];
  }
}

/** All that a stolen database of the directory asks for. */
function directoryLeft({ world }: Stage): readonly Needed[] {
  const controllers = world.hostsOf('domain-controller');
  return [
    { kind: 'domain', name: world.organisation.domain, action: 'directory-keys' },
    ...controllers.map((controller) => ofHost(controller, 'controller-secrets')),
  ];
}

/** Network logons leave no secret in memory; all others do. */
function rememberedAccounts({ sessions }: HostState): readonly Needed[] {
  const present = [...sessions].filter(({ type, isOver }) => type !== 3 && !isOver);
  return present.map(({ account }) => ofAccount(account, 'reset'));
}

/** The account whose password the firewall keeps, to ask the directory. */
function storedAccounts({ world }: Stage): readonly Needed[] {
  const account = world.serviceAccount('directory-lookup');
  return account === undefined ? [] : [ofAccount(account, 'reset')];
}

function firewallChanged(stage: Stage, given: Given): readonly Needed[] {
  const path = given.text('firewall-change');
  const isAccount = path === 'system.admin' || path === 'user.local';
  const made = isAccount && given.optional('action') === 'Add' ? given.optional('object') : undefined;
  return [ofDevice(stage, 'replace'), ...(made === undefined ? [] : [ofDeviceAccount(stage, made, 'remove')])];
}

function ranHere(stage: Stage): readonly Needed[] {
  const host = here(stage);
  return host === undefined ? [] : [ofHost(host, 'rebuild')];
}

function ranThere(key: string): Needs {
  return (stage, given) => [ofHost(given.host(key), 'rebuild'), ...actingAs(stage, given)];
}

/** A file that he wrote may be run any time; one that he read changes nothing. */
function shareUsed(stage: Stage, given: Given): readonly Needed[] {
  const hasWritten = given.list('files').some(({ action }) => action === 'write');
  return [...(hasWritten ? [ofHost(given.host('share'), 'rebuild')] : []), ...actingAs(stage, given)];
}

function actingAs(stage: Stage, given: Given): readonly Needed[] {
  const account =
    given.optional('as') === undefined ? stage.sessions.at(-1)?.account : stage.cast.account(given.raw('as'));
  return account === undefined ? [] : [ofAccount(account, 'close')];
}

/** The host of the organisation where he is; a machine of his own is none. */
function here({ sessions }: Stage): HostState | undefined {
  const host = sessions.at(-1)?.on;
  return host === undefined || host.isForeign ? undefined : host;
}

function ofHost({ host }: HostState, action: NeededActionName): Needed {
  return { kind: 'host', name: host.name, action };
}

function ofDevice({ world }: Stage, action: NeededActionName): Needed {
  return { kind: 'device', name: world.hostOf('firewall').host.name, action };
}

function ofAccount({ domain, user }: Account, action: NeededActionName): Needed {
  return { kind: 'account', name: `${domain}\\${user}`, action };
}

function ofDeviceAccount({ world }: Stage, user: string, action: NeededActionName): Needed {
  return { kind: 'account', name: `${world.hostOf('firewall').host.name}\\${user}`, action };
}
