import { type Corpus, firstReplica } from '../corpus.ts';
import { countEvents } from '../count-events.ts';
import { huntEvtx, type OurHunt } from '../hunt-evtx.ts';
import { measure, programPath } from '../measure.ts';
import { HUNT_PEERS } from '../peers.ts';
import { quickestOf } from '../quickest.ts';
import type { BenchContext, BenchRow, BenchSuite } from '../suite.ts';

// The bar of issue 3: how much longer a hunt takes than printing all records.
const MOST_TIMES_PRINTING = 3;
const ROUNDS = 3;

/** A hunt, or something else that was measured beside it. */
type Timed = Pick<OurHunt, 'row'> & Partial<OurHunt>;

/** `landfall hunt` over a folder of logs with all rules, on one core and on all; beside it whatever peers are here. */
export const evtxHunt: BenchSuite = {
  name: 'evtx-hunt',
  run: async (context) => {
    const corpus = context.isQuick ? firstReplica(context.corpus) : context.corpus;
    const events = await countEvents(context, corpus);
    const rounds = context.isQuick ? 1 : ROUNDS;
    const ways = [...new Set([1, context.cores])].flatMap((cores) =>
      [[], ['--alerts-only']].map((options) => ({ cores, options })),
    );
    const evtxDump = programPath('evtx_dump');
    const hunts = ways.map(({ cores, options }) => (): Promise<Timed> => {
      return huntEvtx(context, { corpus, events }, cores, options);
    });
    const printings = evtxDump === undefined ? [] : [() => printingRow(context, evtxDump, corpus, events)];
    const measured = await quickestOf<Timed>(rounds, [...hunts, ...printings], ({ row }) => row.seconds);
    const alerts = new Set(
      measured.flatMap(({ alertCount }) => (alertCount === undefined ? [] : [String(alertCount)])),
    );
    const rows = measured.map(({ row }) => row);
    const printing = rows[ways.length];
    return {
      title: 'Hunting',
      intro: [
        `Corpus: ${corpus.name}, ${corpus.files.length} files. Rules: every rule below ${context.rulesFolder} (those for other products are unbound).`,
        `Each row is one process, from start to end: rules are parsed, every log is opened, all alerts are written to a file. The quickest of ${rounds}, by turns with the others.`,
      ],
      rows: [...rows, ...(await peerRows(context, corpus, events))],
      findings: [
        ...(printing === undefined ? [] : [besidePrinting(rows[0]!, rows[1]!, printing)]),
        `Alerts: ${[...alerts].join(' and ')}${alerts.size === 1 ? ', the same on any number of cores' : ''}.`,
      ],
    };
  },
};

/** `evtx_dump` takes one file, so each gets a process of its own. Damaged records make it end with an error. */
async function printingRow({ say }: BenchContext, evtxDump: string, corpus: Corpus, events: number): Promise<Timed> {
  const what = 'evtx_dump -o jsonl -t 1 (Rust), a process for each file';
  say(what);
  const print = `find "$1" -name '*.evtx' -print0 | RUST_BACKTRACE=0 xargs -0 -n 1 "$2" -t 1 -o jsonl > /dev/null 2>&1 || true`;
  const { seconds } = await measure('sh', ['-c', print, 'sh', corpus.folder, evtxDump], { cores: 1 });
  // CPU and memory would be those of the shell, which does next to nothing itself.
  const row = { what, cores: 1, events, bytes: corpus.bytes, seconds, cpuSeconds: undefined, peakBytes: undefined };
  return { row };
}

function besidePrinting(hunt: BenchRow, alone: BenchRow, printing: BenchRow): string {
  const [whole, matching] = [hunt, alone].map(({ seconds }) => seconds / printing.seconds) as [number, number];
  const verdict = whole <= MOST_TIMES_PRINTING ? 'reached' : 'missed';
  return `On one core a whole hunt takes ${whole.toFixed(1)} times as long as evtx_dump takes to print the same files one by one (bar: ${MOST_TIMES_PRINTING} times; ${verdict}), matching alone ${matching.toFixed(1)} times. What it takes to print them joined to one file is told under "Reading EVTX".`;
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
