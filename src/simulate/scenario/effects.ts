import {
  addPortProxy,
  addService,
  callRpc,
  changeHostFirewall,
  clearLog,
  connect,
  copyDirectory,
  deletePortProxy,
  deleteRegistry,
  deleteShadowCopies,
  detectThreat,
  dumpLsass,
  fetchPage,
  type LiveProcess,
  listLocalGroup,
  loadLibrary,
  makeShadowCopy,
  readRegistry,
  setFileTime,
  setRegistry,
  setServiceState,
  touchFile,
} from '../world/index.ts';
import { groupMember, newAccount } from './account-effects.ts';
import type { ScenarioAction } from './scenario-file.ts';
import { Given, type Stage } from './stage.ts';
import { unplayable } from './unplayable.ts';

type Effect = (stage: Stage, process: LiveProcess, given: Given) => void;

const KILOBYTE = 1024;

/** What a command leaves behind besides its process, by the key that says so. */
export const EFFECTS: Readonly<Record<string, Effect>> = {
  file: ({ world }, process, given) =>
    touchFile(world, process, given.text('file'), 'create', given.number('kilobytes', 4) * KILOBYTE, 300),
  'delete-file': ({ world }, process, given) => touchFile(world, process, given.text('delete-file'), 'delete', 0, 300),
  'change-time': ({ world }, process, given) =>
    setFileTime(world, process, given.text('change-time'), given.number('years', 4)),
  'read-file': ({ world }, process, given) => {
    for (let number = 1; number <= given.number('count', 1); number++) {
      touchFile(world, process, given.text('read-file').replace('#', String(number)), 'read', 0, 250 + number);
    }
  },
  'read-key': ({ world }, process, given) => readRegistry(world, process, given.text('read-key')),
  service: ({ world }, process, given) => addService(world, process, given.text('service'), given.text('path')),
  rpc: askRpc,
  load: ({ world }, process, given) => loadLibrary(world, process, given.text('load'), given.optional('program')),
  site: ({ world }, process, given) =>
    fetchPage(world, process, given.text('site'), given.optional('path') ?? '/', given.optional('agent') ?? ''),
  sweep: sweep,
  'list-group': ({ world }, process, given) => listLocalGroup(world, process, given.text('list-group')),
  registry: ({ world }, process, given) =>
    setRegistry(world, process, given.text('registry'), given.text('value'), 120),
  'delete-registry': ({ world }, process, given) => deleteRegistry(world, process, given.text('delete-registry'), 120),
  'port-proxy': ({ world }, process, given) => addPortProxy(world, process, given.text('port-proxy'), given.text('to')),
  'delete-port-proxy': ({ world }, process, given) => deletePortProxy(world, process, given.text('delete-port-proxy')),
  'host-firewall': ({ world }, process, given) =>
    changeHostFirewall(world, process, { name: given.text('host-firewall'), ports: given.text('ports') }),
  'directory-copy': ({ world }, process, given) => copyDirectory(world, process, given.text('directory-copy')),
  'shadow-copy': ({ world }, process) => void makeShadowCopy(world, process),
  'delete-shadow-copies': ({ world }, process) => deleteShadowCopies(world, process),
  'stop-service': ({ world }, process, given) =>
    setServiceState(
      world,
      process.on,
      given.text('stop-service'),
      given.optional('display') ?? given.text('stop-service'),
      'stopped',
      500,
    ),
  'encrypt-shares': encryptShares,
  'lsass-dump': ({ world }, process, given) =>
    dumpLsass(world, process, given.text('lsass-dump'), given.optional('library')),
  'clear-log': ({ world }, process, given) => clearLog(world, process, given.text('clear-log')),
  'new-account': newAccount,
  'group-member': groupMember,
  defender: ({ world }, process, given) =>
    detectThreat(world, process, { threat: given.text('defender'), response: 'No Action' }),
};

/** What each effect leaves, for docs/scenarios.md. */
export const EFFECT_HELP: Readonly<Record<string, string>> = {
  file: 'a file appears: `file` (path), `kilobytes`',
  'delete-file': 'a file goes: `delete-file` (path)',
  'change-time': 'the time of a file is set back: `change-time` (path), `years`',
  'read-file':
    'a file is opened for reading, which only audited folders show: `read-file` (path), `count` for as many with `#` as their number',
  'read-key': 'a key of the registry is read, which only audited keys show: `read-key`',
  service: 'a service is installed: `service` (name), `path`',
  rpc: 'another host is asked over RPC: `rpc` (interface), `operation`, `of` (host)',
  load: 'a library is loaded: `load` (path), `program` (its file name when it was renamed)',
  site: 'a page is fetched in clear text: `site` (name), `path`, `agent` (user agent)',
  sweep: 'ports of the hosts of a segment are tried: `sweep` (servers, clients, ...), `ports`, `hosts` (how many)',
  'list-group': 'the members of a local group are listed: `list-group` (name)',
  registry: 'a value of the registry is set: `registry` (key and name), `value`',
  'delete-registry': 'a value of the registry goes: `delete-registry`',
  'port-proxy': 'a forwarded port: `port-proxy` (address/port that listens), `to` (address/port)',
  'delete-port-proxy': 'a forwarded port goes: `delete-port-proxy` (address/port that listens)',
  'host-firewall': 'a rule of the Windows firewall: `host-firewall` (name), `ports`',
  'directory-copy': 'what a copy of the directory database by ntdsutil leaves: `directory-copy` (folder)',
  'shadow-copy': 'a shadow copy of drive C is made',
  'delete-shadow-copies': 'the shadow copies of drive C go',
  'stop-service': 'a service stops: `stop-service` (name), `display` (its long name)',
  'encrypt-shares':
    'every file of the shares becomes one with another ending: `encrypt-shares` (ending), `note` (file name)',
  'lsass-dump': 'the memory of the logon service is read into a file: `lsass-dump` (path), `library` (path)',
  'clear-log': 'a log is emptied: `clear-log` (channel)',
  'new-account': 'an account of the domain is made: `new-account` (name)',
  'group-member': 'an account comes into a group of the domain: `group-member` (group), `member` (account)',
  defender: 'Microsoft Defender names what it saw: `defender` (threat)',
};

// A file of a share every few milliseconds, as programs do that use all processors.
const MS_PER_FILE = 40;

/** What a port scanner leaves: a connection for each host and port, most of them refused. */
function askRpc(_stage: Stage, process: LiveProcess, given: Given): void {
  callRpc(_stage.world, process, given.host('of'), given.text('rpc'), given.text('operation'));
}

function sweep({ world }: Stage, process: LiveProcess, given: Given): void {
  const zone = given.text('sweep');
  const inZone = [...world.hosts].filter(({ host, address }) => host.zone === zone && address !== '');
  const targets = inZone.filter((host) => host !== process.on).slice(0, given.number('hosts', inZone.length));
  let afterMs = 300;
  for (const to of targets) {
    for (const port of given.numbers('ports')) {
      const isOpen = to.random.chance(0.2);
      afterMs += to.random.integer(3, 40);
      const size = isOpen ? { lastsMs: 4, receivedBytes: 44 } : { lastsMs: 0, receivedBytes: 40 };
      const state = isOpen ? 'RSTO' : 'REJ';
      connect(world, { from: process.on, to, port, sentBytes: 60, ...size, state, process, afterMs });
    }
  }
}

/** What a program leaves that overwrites files and gives them another ending. */
function encryptShares({ world }: Stage, process: LiveProcess, given: Given): void {
  const [ending, note] = [given.text('encrypt-shares'), given.optional('note')];
  let afterMs = 0;
  for (const { name, files } of world.organisation.shares) {
    const folder = `D:\\Shares\\${name}`;
    for (const file of files) {
      afterMs += MS_PER_FILE;
      touchFile(world, process, `${folder}\\${file}${ending}`, 'create', 40_000, afterMs);
      touchFile(world, process, `${folder}\\${file}`, 'delete', 0, afterMs + 5);
    }
    if (note !== undefined) touchFile(world, process, `${folder}\\${note}`, 'create', 2_000, afterMs + 10);
  }
}

/** Lets a process leave what the scenario says. @throws UsageError for an effect that there is not */
export function applyEffects(stage: Stage, process: LiveProcess, effects: readonly ScenarioAction[]): void {
  for (const effect of effects) {
    const key = Object.keys(effect)[0] ?? '';
    const apply = EFFECTS[key];
    if (apply === undefined) throw unplayable(`there is no effect "${key}"`);
    apply(stage, process, new Given(key, effect, stage));
  }
}
