import {
  type Activity,
  callWebServer,
  changeFirewall,
  closeShell,
  closeVpn,
  connect,
  failFirewallLogin,
  failVpn,
  foreignSession,
  type LiveProcess,
  leaveDesktop,
  localWmic,
  logInToFirewall,
  logOutOfFirewall,
  openRemoteDesktop,
  openShell,
  openVpn,
  psExec,
  type RemoteCommand,
  remoteWmic,
  run,
  runCmdlet,
  runScript,
  type ShareFile,
  service,
  startProcess,
  takeFirewallConfig,
  useShare,
  winRs,
} from '../world/index.ts';
import { kerberoast, laptop, wmiexec, wrongPasswords } from './account-actions.ts';
import { cloudSignIn, firewallCalls, firewallCrash, firewallDevice, firewallInternal } from './edge-actions.ts';
import { applyEffects } from './effects.ts';
import { flow } from './flow-action.ts';
import { innerOf } from './inner-process.ts';
import { appliance, remoteStores, replicate, smbexec } from './remote-actions.ts';
import type { ScenarioAction } from './scenario-file.ts';
import { type Given, type Stage, sessionOf, shellOf } from './stage.ts';
import { unplayable } from './unplayable.ts';

/** One kind of action; it may take time. */
type Action = (stage: Stage, given: Given) => Activity;

const SECOND = 1000;
const HOUR = 3_600_000;

/** All actions, by the key that says what is done. docs/scenarios.md is generated from the comments' texts in ACTION_HELP. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  'firewall-login': firewallLogin,
  'firewall-change': firewallChange,
  'firewall-config': firewallConfig,
  'firewall-logout': firewallLogout,
  'firewall-crash': firewallCrash,
  'firewall-internal': firewallInternal,
  'firewall-device': firewallDevice,
  'firewall-calls': firewallCalls,
  'vpn-login': vpnLogin,
  'vpn-logout': vpnLogout,
  desktop: desktop,
  leave: leave,
  shell: shell,
  command: command,
  script: script,
  wmic: wmic,
  'local-wmic': ownWmic,
  wmiexec: wmiexec,
  smbexec: smbexec,
  'remote-stores': remoteStores,
  replicate: replicate,
  psexec: psexec,
  winrs: winrs,
  share: share,
  laptop: laptop,
  'wrong-passwords': wrongPasswords,
  kerberoast: kerberoast,
  'cloud-sign-in': cloudSignIn,
  web: web,
  'web-shell': webShell,
  appliance: appliance,
  flow: flow,
  scan: scan,
};

/** What each action does and takes, for docs/scenarios.md. */
export const ACTION_HELP: Readonly<Record<string, string>> = {
  'firewall-login':
    'logs in on the firewall: `firewall-login` (user), `from` (address), `way` (https, ssh, jsconsole), `fails` (how often before)',
  'firewall-change':
    'changes its configuration: `firewall-change` (path), `action` (Add, Edit, Delete), `object`, `attributes`',
  'firewall-config': 'takes its configuration out: `firewall-config` (gui, cli, scp, api)',
  'firewall-logout': 'logs out of it',
  'firewall-crash': 'its VPN daemon crashes: `firewall-crash` (application)',
  'firewall-internal':
    'its own user acts from here on, without a login: `firewall-internal` (the interface, as Node.js or Report Runner)',
  'firewall-device':
    'it says something of itself: `firewall-device` (integrity-failure, log-deleted, shutdown, start), `message`',
  'firewall-calls':
    'it calls an address by itself, again and again: `firewall-calls` (address), `port`, `times`, `every` (minutes)',
  'vpn-login':
    'opens a tunnel: `vpn-login` (account), `from` (address), `as` (name of the own machine), `fails` (how often before)',
  'vpn-logout': 'closes the tunnel, and all that was open over it',
  desktop: 'opens a remote desktop from where he is: `desktop` (host), `as` (account)',
  leave: 'leaves the last desktop',
  shell: 'opens a console: `shell` (cmd.exe, powershell.exe)',
  command:
    'runs a command in it: `command` (command line), `image` (program, when the first word is not it), `inner` (what it starts), `effects`',
  script:
    'PowerShell compiles a script: `script`, `cmdlets` (commands that it runs: `name`, all else are their parameters), `effects`',
  wmic: 'runs a command on another host with wmic: `wmic` (host), `run` (command there), `line` (wording here), `as`, `effects` (there)',
  'local-wmic': 'runs a command on the same host with wmic: `local-wmic` (command), `line`, `effects`',
  wmiexec:
    'runs a command on another host through WMI, its answer in a file of ADMIN$: `wmiexec` (host), `run`, `inner`, `as`, `effects`',
  smbexec:
    'runs a command on another host through a short-lived service, its answer in a file of a share: `smbexec` (host), `run`, `service` (its name), `batch` (path), `share` (as the host sees it), `as`, `effects`',
  'remote-stores':
    'reads the password stores of another host through its remote registry: `remote-stores` (host), `folder` (of ADMIN$)',
  replicate: 'takes secrets of accounts as a domain controller would: `replicate` (domain controller), `megabytes`',
  psexec:
    'runs a command on another host with PsExec: `psexec` (host), `run`, `line`, `as`, `tool` (file name), `service` (another name of its service), `effects`',
  winrs: 'runs a command on another host with winrs: `winrs` (host), `run`, `line`, `as`, `effects`',
  share:
    'works with files of a share: `share` (host), `name` (C$, ADMIN$, ...), `files` (name, action, kilobytes, `count` for as many with `#` as their number, `sections` of a program), `as`',
  laptop: 'brings a machine of his own into the office network: `laptop` (its name), `as` (account), `address`',
  'wrong-passwords':
    'tries passwords from where he is: `wrong-passwords` (host), `as` (account, or everybody), `names` (instead of it: names of accounts that there may not be), `times`, `reason` (wrongPassword, noSuchUser, ...)',
  kerberoast: 'asks for a ticket of every service account in an old cipher: `kerberoast` (true)',
  'cloud-sign-in':
    'signs in to the cloud: `cloud-sign-in` (account), `from` (address), `risk` (none, low, medium, high), `client`, `agent`, `application`, `fails` (how often before)',
  web: 'asks a web server: `web` (host), `from` (address), `method`, `path`, `query`, `agent`, `status`, `sent` and `received` (bytes), `times`',
  'web-shell':
    'a program that serves the web runs a command for him: `web-shell` (host), `run`, `program` (cmd.exe), `server` (its service, when there are several), `effects`',
  appliance:
    'the web application of a Linux appliance does something for him: `appliance` (host), `file` (that it makes), `run` (program and words)',
  scan: 'knocks on ports of the firewall: `scan` (address from), `ports`',
  flow: 'a connection: `flow` (host or address that opens it), `to` (address or host), `port`, `hours`, `megabytes`, `received`, `service` (as Zeek names it), `certificate` (subject of a self-signed one), `receiver` (service of the host that takes it), `times`, `every` (minutes)',
};

function* firewallLogin(stage: Stage, given: Given): Activity {
  const { world } = stage;
  const user = given.text('firewall-login');
  const from = { address: given.text('from') };
  for (let count = given.number('fails', 0); count > 0; count--) {
    failFirewallLogin(world, user, from);
    yield 20 * SECOND;
  }
  const way = given.optional('way') as 'https' | 'ssh' | 'jsconsole' | undefined;
  stage.firewall = logInToFirewall(world, { user, from, ...(way === undefined ? {} : { way }) });
  yield 5 * SECOND;
}

function* firewallChange(stage: Stage, given: Given): Activity {
  changeFirewall(stage.world, firewallOf(stage), {
    action: given.text('action') as 'Add' | 'Edit' | 'Delete',
    path: given.text('firewall-change'),
    object: given.optional('object') ?? '',
    attributes: given.optional('attributes') ?? '',
  });
  yield 15 * SECOND;
}

function* firewallConfig(stage: Stage, given: Given): Activity {
  takeFirewallConfig(stage.world, firewallOf(stage), given.text('firewall-config') as 'gui' | 'cli' | 'scp' | 'api');
  yield 8 * SECOND;
}

function* firewallLogout(stage: Stage): Activity {
  logOutOfFirewall(stage.world, firewallOf(stage));
  stage.firewall = undefined;
  yield SECOND;
}

function firewallOf({ firewall }: Stage): NonNullable<Stage['firewall']> {
  if (firewall === undefined) throw unplayable('nobody is logged in on the firewall at this point of the scenario');
  return firewall;
}

function* vpnLogin(stage: Stage, given: Given): Activity {
  const { world, cast } = stage;
  const account = cast.account(given.raw('vpn-login'));
  const from = given.text('from');
  for (let count = given.number('fails', 0); count > 0; count--) {
    failVpn(world, account.user, from);
    yield 25 * SECOND;
  }
  stage.vpn = openVpn(world, account, from);
  yield 4 * SECOND;
  stage.sessions.push(foreignSession(world, given.optional('as') ?? 'WIN-OPR', stage.vpn.tunnelAddress, account));
  yield 20 * SECOND;
}

function* vpnLogout(stage: Stage): Activity {
  for (const session of stage.sessions.slice(1).reverse()) leaveDesktop(stage.world, session);
  yield 6 * SECOND;
  stage.sessions.length = 0;
  stage.shell = undefined;
  if (stage.vpn !== undefined) closeVpn(stage.world, stage.vpn);
  stage.vpn = undefined;
}

function* desktop(stage: Stage, given: Given): Activity {
  const as = given.optional('as') === undefined ? undefined : stage.cast.account(given.raw('as'));
  const session = openRemoteDesktop(stage.world, sessionOf(stage), given.host('desktop'), {
    lastsMs: given.number('hours', 1.5) * HOUR,
    ...(as === undefined ? {} : { as }),
  });
  stage.sessions.push(session);
  stage.shell = undefined;
  yield 25 * SECOND;
}

function* leave(stage: Stage): Activity {
  if (stage.shell !== undefined && !stage.shell.isOver) closeShell(stage.world, stage.shell);
  const session = stage.sessions.pop();
  if (session !== undefined) leaveDesktop(stage.world, session);
  stage.shell = undefined;
  yield 10 * SECOND;
}

function* shell(stage: Stage, given: Given): Activity {
  stage.shell = openShell(stage.world, sessionOf(stage), given.text('shell'));
  yield 8 * SECOND;
}

function* command(stage: Stage, given: Given): Activity {
  const image = given.optional('inner') === undefined ? given.optional('image') : undefined;
  const program = given.optional('program');
  const process = run(stage.world, shellOf(stage), given.text('command'), {
    lastsMs: given.number('seconds', 2) * SECOND,
    ...(image === undefined ? {} : { image }),
    ...(program === undefined ? {} : { program }),
  });
  const acting = innerOf(stage, process, given);
  applyEffects(stage, acting, given.list('effects'));
  yield (given.number('seconds', 2) + 3 + stage.world.random.integer(1, 40)) * SECOND;
}

function* script(stage: Stage, given: Given): Activity {
  const console = shellOf(stage);
  runScript(stage.world, console, given.text('script'));
  for (const { name, ...parameters } of given.list('cmdlets')) {
    const values = Object.entries(parameters).map(([key, value]) => [key, stage.cast.text(String(value))] as const);
    runCmdlet(stage.world, console, String(name), values);
  }
  applyEffects(stage, console, given.list('effects'));
  yield (5 + stage.world.random.integer(1, 30)) * SECOND;
}

function remoteSpec(stage: Stage, given: Given, key: string): RemoteCommand {
  const line = given.optional('line');
  const as = given.optional('as') === undefined ? undefined : stage.cast.account(given.raw('as'));
  const program = given.optional('program');
  return {
    target: given.host(key),
    command: given.text('run'),
    lastsMs: given.number('seconds', 4) * SECOND,
    ...(line === undefined ? {} : { commandLine: line }),
    ...(as === undefined ? {} : { as }),
    ...(program === undefined ? {} : { process: { program } }),
  };
}

function* wmic(stage: Stage, given: Given): Activity {
  const { process } = remoteWmic(stage.world, shellOf(stage), sessionOf(stage), remoteSpec(stage, given, 'wmic'));
  yield SECOND;
  yield* insideOf(stage, process, given);
}

function* ownWmic(stage: Stage, given: Given): Activity {
  const line = given.optional('line');
  const process = localWmic(stage.world, shellOf(stage), {
    command: given.text('local-wmic'),
    lastsMs: given.number('seconds', 4) * SECOND,
    ...(line === undefined ? {} : { commandLine: line }),
  });
  yield SECOND;
  yield* insideOf(stage, process, given);
}

function* winrs(stage: Stage, given: Given): Activity {
  const { process } = winRs(stage.world, shellOf(stage), sessionOf(stage), remoteSpec(stage, given, 'winrs'));
  yield SECOND;
  yield* insideOf(stage, process, given);
}

function* psexec(stage: Stage, given: Given): Activity {
  const [tool, serviceName] = [given.optional('tool'), given.optional('service')];
  const { process } = psExec(stage.world, shellOf(stage), sessionOf(stage), {
    ...remoteSpec(stage, given, 'psexec'),
    ...(tool === undefined ? {} : { tool }),
    ...(serviceName === undefined ? {} : { serviceName }),
  });
  yield SECOND;
  yield* insideOf(stage, process, given);
}

function* insideOf(stage: Stage, process: LiveProcess, given: Given): Activity {
  applyEffects(stage, innerOf(stage, process, given), given.list('effects'));
  yield (given.number('seconds', 4) + stage.world.random.integer(2, 45)) * SECOND;
}

function* share(stage: Stage, given: Given): Activity {
  const as = given.optional('as') === undefined ? undefined : stage.cast.account(given.raw('as'));
  const files = given.list('files').flatMap((file) => shareFiles(stage, file));
  useShare(stage.world, sessionOf(stage), given.host('share'), {
    share: given.text('name'),
    files,
    lastsMs: given.number('seconds', 10) * SECOND,
    ...(as === undefined ? {} : { as }),
  });
  yield (given.number('seconds', 10) + 5) * SECOND;
}

/** An entry of `files`, once or as often as it says. */
function shareFiles({ cast }: Stage, file: ScenarioAction): ShareFile[] {
  const { name, action = 'read', kilobytes, count, sections } = file;
  const times = typeof count === 'number' ? count : 1;
  return Array.from({ length: times }, (_, index) => ({
    name: cast.text(String(name)).replace('#', String(index + 1)),
    action: action as ShareFile['action'],
    sizeBytes: (typeof kilobytes === 'number' ? kilobytes : 100) * 1024,
    ...(Array.isArray(sections) ? { sections: sections.map(String) } : {}),
  }));
}

function* web({ world }: Stage, given: Given): Activity {
  const agent = given.optional('agent');
  for (let count = given.number('times', 1); count > 0; count--) {
    callWebServer(world, { address: given.text('from') }, given.host('web'), {
      method: (given.optional('method') ?? 'GET') as 'GET' | 'POST',
      path: given.text('path'),
      query: given.optional('query') ?? '',
      status: given.number('status', 200),
      sentBytes: given.number('sent', 900),
      receivedBytes: given.number('received', 5400),
      ...(agent === undefined ? {} : { userAgent: agent }),
    });
    yield world.random.integer(2, 20) * SECOND;
  }
}

/** The program that serves the web, as the parent of what a web shell runs. */
function* webShell(stage: Stage, given: Given): Activity {
  const on = given.host('web-shell');
  const named = given.optional('server');
  const server =
    named === undefined
      ? (on.services.get('tomcat') ?? on.services.get('w3wp') ?? service(on, 'services'))
      : service(on, named);
  const process = startProcess(stage.world, server, {
    image: given.optional('program') ?? 'cmd.exe',
    commandLine: given.text('run'),
    lastsMs: 2 * SECOND,
  });
  yield SECOND;
  yield* insideOf(stage, process, given);
}

function* scan({ world }: Stage, given: Given): Activity {
  const from = { address: given.text('scan') };
  for (const port of given.numbers('ports')) {
    const to = { address: world.organisation.publicAddress };
    connect(world, { from, to, port, lastsMs: 0, sentBytes: 60, receivedBytes: 40, state: 'REJ' });
    yield 2 * SECOND;
  }
}
