import {
  addPortProxy,
  changeHostFirewall,
  clearLog,
  copyDirectory,
  deletePortProxy,
  deleteRegistry,
  detectThreat,
  dumpLsass,
  type LiveProcess,
  makeShadowCopy,
  setRegistry,
  touchFile,
} from '../world/index.ts';
import type { ScenarioAction } from './scenario-file.ts';
import { Given, type Stage } from './stage.ts';

type Effect = (stage: Stage, process: LiveProcess, given: Given) => void;

const KILOBYTE = 1024;

/** What a command leaves behind besides its process, by the key that says so. */
export const EFFECTS: Readonly<Record<string, Effect>> = {
  file: ({ world }, process, given) =>
    touchFile(world, process, given.text('file'), 'create', given.number('kilobytes', 4) * KILOBYTE, 300),
  'delete-file': ({ world }, process, given) => touchFile(world, process, given.text('delete-file'), 'delete', 0, 300),
  'change-time': ({ world }, process, given) =>
    touchFile(world, process, given.text('change-time'), 'change-time', 0, 300),
  registry: ({ world }, process, given) =>
    setRegistry(world, process, given.text('registry'), given.text('value'), 120),
  'delete-registry': ({ world }, process, given) => deleteRegistry(world, process, given.text('delete-registry'), 120),
  'port-proxy': ({ world }, process, given) => addPortProxy(world, process, given.text('port-proxy'), given.text('to')),
  'delete-port-proxy': ({ world }, process, given) => deletePortProxy(world, process, given.text('delete-port-proxy')),
  'host-firewall': ({ world }, process, given) =>
    changeHostFirewall(world, process, { name: given.text('host-firewall'), ports: given.text('ports') }),
  'directory-copy': ({ world }, process, given) => copyDirectory(world, process, given.text('directory-copy')),
  'shadow-copy': ({ world }, process) => void makeShadowCopy(world, process),
  'lsass-dump': ({ world }, process, given) => dumpLsass(world, process, given.text('lsass-dump')),
  'clear-log': ({ world }, process, given) => clearLog(world, process, given.text('clear-log')),
  defender: ({ world }, process, given) =>
    detectThreat(world, process, { threat: given.text('defender'), response: 'No Action' }),
};

/** Lets a process leave what the scenario says. @throws Error for an effect that there is not */
export function applyEffects(stage: Stage, process: LiveProcess, effects: readonly ScenarioAction[]): void {
  for (const effect of effects) {
    const key = Object.keys(effect)[0] ?? '';
    const apply = EFFECTS[key];
    if (apply === undefined) throw new Error(`there is no effect "${key}"`);
    apply(stage, process, new Given(key, effect, stage));
  }
}
