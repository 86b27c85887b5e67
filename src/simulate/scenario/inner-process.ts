import { type LiveProcess, programOf, startProcess } from '../world/index.ts';
import type { Given, Stage } from './stage.ts';

const SECOND = 1000;

/** `cmd.exe /c PROGRAM ...` starts the program as its child (`inner`); the effects of an action are the program's. */
export function innerOf(stage: Stage, process: LiveProcess, given: Given): LiveProcess {
  const inner = given.optional('inner');
  if (inner === undefined || process.isOver) return process;
  const program = given.optional('inner-program');
  return startProcess(stage.world, process, {
    image: given.optional('image') ?? programOf(inner),
    commandLine: inner,
    lastsMs: Math.max(1, given.number('seconds', 4) - 1.5) * SECOND,
    ...(program === undefined ? {} : { program }),
  });
}
