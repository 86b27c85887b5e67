import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Arguments, parseArguments } from './arguments.ts';
import { hunt } from './hunt.ts';
import { HUNT } from './options.ts';
import { simulateCommand } from './simulate.ts';
import { SIMULATE } from './simulate-options.ts';
import { print, type Terminal } from './terminal.ts';

// Small enough for a minute on an old laptop, large enough that the intruder does not stand alone.
const DAYS = '7';
const HOSTS = '40';

/**
 * `landfall demo`: simulates an intrusion, hunts through its logs and says where everything lies.
 * @throws UsageError as `simulate` and `hunt` do
 */
export async function demo(given: Arguments, terminal: Terminal): Promise<number> {
  const out = given.value('out') ?? mkdtempSync(join(tmpdir(), 'landfall-demo-'));
  const logs = join(out, 'logs');
  await print(terminal.stdout, `An invented utility company, ${HOSTS} hosts, one week, one intruder:\n\n`);
  const words = ['--scenario', 'volt-typhoon', '--days', DAYS, '--hosts', HOSTS, '--seed', given.value('seed') ?? '1'];
  await simulateCommand(parseArguments([...words, '--out', logs], SIMULATE), terminal);
  await print(terminal.stdout, `\n$ landfall hunt ${logs} --organisation ${join(logs, 'organisation.yml')}\n\n`);
  const report = join(out, 'report.html');
  const results = ['--json', join(out, 'case.json'), '--csv', join(out, 'alerts.csv'), '--report', report];
  const organisation = ['--organisation', join(logs, 'organisation.yml')];
  const code = await hunt(parseArguments([logs, ...organisation, ...results], HUNT), terminal);
  await print(
    terminal.stdout,
    `\nOpen or print this:   ${report}\nWhat really happened: ${join(logs, 'ground-truth.json')}\n`,
  );
  return code;
}
