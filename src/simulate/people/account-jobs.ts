import type { Account } from '../organisation.ts';
import { type Activity, changeAccount, changeGroup, listAccounts, run } from '../world/index.ts';
import { type AdministratorAtWork, asAdministrator } from './administrator-at-work.ts';

/** The help desk: an account is unlocked, a password set anew, now and then somebody new begins. */
export function* helpUser(at: AdministratorAtWork): Activity {
  const { world, random } = at;
  yield* asAdministrator(at, 'mmc.exe', function* (console) {
    const person = random.pick(world.organisation.people).account;
    yield random.integer(10, 60) * 1000;
    const draw = random.next();
    if (draw < 0.45) changeAccount(world, console, person, 'unlock');
    else if (draw < 0.85) {
      changeAccount(world, console, person, 'reset-password');
      changeAccount(world, console, person, 'change', 110);
    } else {
      const group = {
        sid: `${world.organisation.domainSid}-1190`,
        user: 'VPN-Users',
        domain: world.organisation.domain,
      };
      changeGroup(world, console, group, person, random.chance(0.5) ? 'add' : 'remove');
    }
    yield random.integer(20, 200) * 1000;
  });
}

/** Somebody new begins: an account, its password, its groups. */
export function* onboard(at: AdministratorAtWork): Activity {
  const { world, random } = at;
  yield* asAdministrator(at, 'mmc.exe', function* (console) {
    const { domainSid, domain, dnsDomain } = world.organisation;
    const number = random.integer(100, 999);
    const user = `t.temp${number}`;
    const account: Account = {
      sid: `${domainSid}-${70_000 + number}`,
      user,
      domain,
      dnsDomain,
      kind: 'person',
      displayName: `Temp ${number}`,
      groups: ['Domain Users'],
      mayUseVpn: false,
    };
    yield 30_000;
    changeAccount(world, console, account, 'create');
    changeAccount(world, console, account, 'enable', 120);
    changeAccount(world, console, account, 'reset-password', 160);
    yield 40_000;
    changeGroup(world, console, { sid: `${domainSid}-1191`, user: 'Customer service', domain }, account);
  });
}

const DIRECTORY_CHECKS = [
  'net group "Domain Admins" /domain',
  'net user /domain',
  'net accounts /domain',
  'nltest /dclist:',
  'nltest /sc_query:',
  'repadmin /replsummary',
  'dcdiag /q',
  'dnscmd /enumzones',
] as const;

/** The directory is looked after: memberships, replication, zones. */
export function* checkDirectory(at: AdministratorAtWork): Activity {
  const { world, random } = at;
  yield* asAdministrator(at, 'cmd.exe', function* (shell, own) {
    for (let count = random.integer(1, 3); count > 0 && !shell.isOver; count--) {
      const words = random.pick(DIRECTORY_CHECKS);
      const commandLine = words.endsWith(':') ? `${words}${world.organisation.dnsDomain}` : words;
      const process = run(world, shell, commandLine, { lastsMs: 1500 });
      if (commandLine.startsWith('net ')) {
        run(world, process, `C:\\Windows\\system32\\net1 ${commandLine.slice(4)}`, {
          image: 'net1.exe',
          lastsMs: 900,
          afterMs: 60,
        });
      }
      if (/group|user/.test(commandLine)) listAccounts(world, own, process);
      yield random.integer(15, 120) * 1000;
    }
  });
}
