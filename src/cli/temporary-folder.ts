import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const made: string[] = [];
let listens = false;

/**
 * Makes a folder that is removed with all in it when the process ends, also by a signal. Logs hold secrets: nobody else
 * may look into it (mkdtemp gives it the mode 700).
 * @throws the error of the file system
 */
export function makeTemporaryFolder(): string {
  // A signal may come at once: we listen before there is anything to remove.
  if (!listens) {
    listens = true;
    process.on('exit', removeAll);
    for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  }
  const folder = mkdtempSync(join(tmpdir(), 'landfall-'));
  made.push(folder);
  return folder;
}

function onSignal(signal: NodeJS.Signals): void {
  // Somebody else ends the run in good order.
  if (process.listenerCount(signal) > 1) return;
  removeAll();
  process.off(signal, onSignal);
  process.kill(process.pid, signal);
}

function removeAll(): void {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
}
