import { join } from 'node:path';
import { type Corpus, firstReplica } from '../corpus.ts';
import { countEvents } from '../count-events.ts';
import { countLines } from '../count-lines.ts';
import { measure } from '../measure.ts';
import { HUNT_PEERS } from '../peers.ts';
import type { BenchContext, BenchRow, BenchSuite } from '../suite.ts';

/** `landfall hunt` over a folder of logs with all rules, on one core and on all; beside it whatever peers are here. */
export const evtxHunt: BenchSuite = {
  name: 'evtx-hunt',
  run: async (context) => {
    const corpus = context.isQuick ? firstReplica(context.corpus) : context.corpus;
    const events = await countEvents(context, corpus);
    const rows: BenchRow[] = [];
    const alerts = new Set<string>();
    for (const cores of new Set([1, context.cores])) {
      const { row, alertCount } = await ourHunt(context, corpus, events, cores);
      rows.push(row);
      alerts.add(String(alertCount));
    }
    rows.push(...(await peerRows(context, corpus, events)));
    return {
      title: 'Hunting',
      intro: [
        `Corpus: ${corpus.name}, ${corpus.files.length} files. Rules: every rule below ${context.rulesFolder} (those for other products are unbound).`,
        'Each row is one process, from start to end: rules are parsed, every log is opened, all alerts are written to a file.',
      ],
      rows,
      findings: [
        `Alerts: ${[...alerts].join(' and ')}${alerts.size === 1 ? ', the same on any number of cores' : ''}.`,
      ],
    };
  },
};

async function ourHunt(
  { rulesFolder, workFolder, say }: BenchContext,
  corpus: Corpus,
  events: number,
  cores: number,
): Promise<{ readonly row: BenchRow; readonly alertCount: number }> {
  const what = `landfall hunt --jobs ${cores}`;
  say(what);
  const program = new URL('../../../bin/landfall.js', import.meta.url).pathname;
  const alerts = join(workFolder, `alerts-${cores}.ndjson`);
  const args = [program, 'hunt', corpus.folder, '--rules', rulesFolder, '--no-rules-cache', '--jobs', String(cores)];
  const measured = await measure(process.execPath, [...args, '--alerts', alerts, '--quiet'], { cores });
  return { row: { what, cores, events, bytes: corpus.bytes, ...measured }, alertCount: await countLines(alerts) };
}

async function peerRows(context: BenchContext, corpus: Corpus, events: number): Promise<BenchRow[]> {
  const { rulesFolder, workFolder, cores, say } = context;
  const rows: BenchRow[] = [];
  for (const peer of HUNT_PEERS) {
    const command = peer.command({ logs: corpus.folder, rules: rulesFolder, cores, workFolder });
    if (command === undefined) continue;
    say(peer.name);
    const [program = '', ...args] = command;
    rows.push({ what: peer.name, cores, events, bytes: corpus.bytes, ...(await measure(program, args, { cores })) });
  }
  return rows;
}
