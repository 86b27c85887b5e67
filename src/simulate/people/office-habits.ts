import { MINUTE_MS } from '../calendar.ts';
import { hash32, type Random } from '../random.ts';
import { connect } from '../world/connect.ts';
import { startProcess } from '../world/processes.ts';
import type { LogonSession } from '../world/session.ts';
import { useShare } from '../world/shares.ts';
import { callWebServer, visitSite } from '../world/web.ts';
import type { World } from '../world/world.ts';
import type { Habits } from './workday.ts';

type Habit = (world: World, session: LogonSession, random: Random) => void;

const HABITS: readonly (readonly [weight: number, habit: Habit])[] = [
  [9, browse],
  [5, readMail],
  [5, openDocument],
  [4, openProgram],
  [2, useIntranet],
  [1, print],
  [0.15, resetPassword],
  [0.1, lookAround],
];

/** What everybody does: the web, mail, documents of the shares, the intranet. */
export const OFFICE_HABITS: Habits = {
  act: (world, session, random) => {
    random.pickWeighted(HABITS)(world, session, random);
    return undefined;
  },
  meanGapMs: 26 * MINUTE_MS,
};

function program(world: World, session: LogonSession, image: string, commandLine: string, lastsMs: number) {
  if (session.shell === undefined) throw new Error(`the session of ${session.account.user} has no desktop`);
  return startProcess(world, session.shell, { image, commandLine, lastsMs });
}

const EDGE = '"C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe"';

function browse(world: World, session: LogonSession, random: Random): void {
  const name = random.pick(world.organisation.websites);
  const process = random.chance(0.3)
    ? program(
        world,
        session,
        'msedge.exe',
        `${EDGE} --single-argument https://${name}/`,
        random.integer(2, 60) * MINUTE_MS,
      )
    : undefined;
  visitSite(world, session.on, {
    name,
    sentBytes: random.integer(2000, 40_000),
    receivedBytes: Math.round(random.exponential(180_000)) + 3000,
    lastsMs: random.integer(400, 90_000),
    ...(process === undefined ? {} : { process }),
  });
}

function readMail(world: World, session: LogonSession, random: Random): void {
  const [name = 'mail.example'] = world.organisation.websites;
  if (random.chance(0.2)) {
    const office = '"C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE"';
    program(world, session, 'OUTLOOK.EXE', office, random.integer(60, 300) * MINUTE_MS);
  }
  const receivedBytes = Math.round(random.exponential(90_000)) + 2000;
  visitSite(world, session.on, {
    name,
    sentBytes: random.integer(2000, 60_000),
    receivedBytes,
    lastsMs: random.integer(500, 120_000),
  });
}

const READERS: Readonly<Record<string, readonly [image: string, path: string]>> = {
  docx: ['WINWORD.EXE', 'C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE'],
  xlsx: ['EXCEL.EXE', 'C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE'],
  pdf: ['AcroRd32.exe', 'C:\\Program Files (x86)\\Adobe\\Acrobat Reader DC\\Reader\\AcroRd32.exe'],
};

function openDocument(world: World, session: LogonSession, random: Random): void {
  const servers = world.hostsOf('file-server').filter(({ isUp }) => isUp);
  if (servers.length === 0) return;
  // Everybody keeps to the shares of the own department, and to one server.
  const own = hash32(session.account.user);
  const share = random.chance(0.8)
    ? world.organisation.shares[own % world.organisation.shares.length]!
    : random.pick(world.organisation.shares);
  const file = random.pick(share.files);
  const server = servers[own % servers.length]!;
  const action = random.chance(0.3) ? 'write' : 'read';
  const sizeBytes = Math.round(random.exponential(400_000)) + 9000;
  useShare(world, session, server, {
    share: share.name,
    files: [{ name: file, action, sizeBytes }],
    lastsMs: random.integer(2, 15) * MINUTE_MS,
  });
  const reader = READERS[file.slice(file.lastIndexOf('.') + 1)];
  if (reader === undefined) return;
  const commandLine = `"${reader[1]}" "\\\\${server.host.name}\\${share.name}\\${file}"`;
  program(world, session, reader[0], commandLine, random.integer(2, 40) * MINUTE_MS);
}

const PROGRAMS = [
  ['notepad.exe', '"C:\\Windows\\system32\\notepad.exe"'],
  ['EXCEL.EXE', '"C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE"'],
  ['OneDrive.exe', '"C:\\Program Files\\Microsoft OneDrive\\OneDrive.exe" /background'],
  ['Teams.exe', '"C:\\Program Files\\WindowsApps\\MSTeams_24243.1309.3132.617_x64\\ms-teams.exe"'],
  ['7zG.exe', '"C:\\Program Files\\7-Zip\\7zG.exe" a -i#7zMap12837:40:7zEvent9127 -ad -saa -- "Report"'],
  ['SnippingTool.exe', '"C:\\Windows\\system32\\SnippingTool.exe"'],
] as const;

function openProgram(world: World, session: LogonSession, random: Random): void {
  const [image, commandLine] = random.pick(PROGRAMS);
  program(world, session, image, commandLine, random.integer(1, 90) * MINUTE_MS);
}

const PAGES = ['/', '/news/', '/phonebook/search', '/forms/leave', '/canteen/', '/timesheet/entry'] as const;

function useIntranet(world: World, session: LogonSession, random: Random): void {
  callWebServer(world, session.on, world.hostOf('iis-server'), {
    path: random.pick(PAGES),
    user: `${session.account.domain}\\${session.account.user}`,
    receivedBytes: random.integer(1800, 60_000),
    tookMs: random.integer(12, 400),
  });
}

function print(world: World, session: LogonSession, random: Random): void {
  const server = world.hostsOf('file-server')[0];
  if (server === undefined) return;
  const sentBytes = Math.round(random.exponential(700_000)) + 20_000;
  connect(world, { from: session.on, to: server, port: 9100, lastsMs: 4000, sentBytes, receivedBytes: 900 });
}

/** The self-service portal for forgotten passwords, from inside. */
function resetPassword(world: World, session: LogonSession, random: Random): void {
  const server = world.hostOf('tomcat-server');
  const call = (path: string, method: 'GET' | 'POST', afterMs: number): void =>
    callWebServer(world, session.on, server, { path, method, afterMs, tookMs: random.integer(20, 300) });
  call('/authorization.do', 'GET', 0);
  call('/accounts/Reset', 'POST', 20_000);
  call('/html/images/logo.gif', 'GET', 20_100);
}

const LOOKS = ['ipconfig /all', 'ping -n 4 10.20.0.10', 'whoami', 'hostname', 'systeminfo'] as const;

/** Some people open a console when the network is slow. */
function lookAround(world: World, session: LogonSession, random: Random): void {
  const cmd = program(world, session, 'cmd.exe', '"C:\\Windows\\system32\\cmd.exe" ', 5 * MINUTE_MS);
  const commandLine = random.pick(LOOKS);
  startProcess(world, cmd, { image: `${commandLine.split(' ', 1)[0]}.exe`, commandLine, afterMs: 9000, lastsMs: 4000 });
}
