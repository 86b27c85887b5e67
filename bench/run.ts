import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Corpus, corpusIn, syntheticCorpus } from './corpus.ts';
import type { BenchContext } from './suite.ts';
import { BENCH_SUITES } from './suites.ts';
import { benchMarkdown, replaceMarked } from './table.ts';

const USAGE = `npm run bench -- [--corpus DIR] [--quick] [--suite NAME] [--rules DIR] [--ts-evtx DIR] [--write --date DATE]
--corpus DIR   what ../shared/data/make-perf-corpus.sh built (default: a small corpus made on the spot)
--quick        a small part of the corpus, to try the suites
--suite NAME   only this one of ${BENCH_SUITES.map(({ name }) => name).join(', ')}
--rules DIR    Sigma rules (default: ../shared/data/sigma-rules, else those of the small case)
--ts-evtx DIR  where @ts-evtx/core is installed (default: here, if it is)
--write        put the results into docs/benchmarks.md; needs --date, the day of the run
Also measured when on the PATH: evtx_dump, rsigma, hayabusa, chainsaw (with CHAINSAW_MAPPING), zircolite.py.`;

const DOCUMENT = 'docs/benchmarks.md';
const COMMUNITY_RULES = '../shared/data/sigma-rules';
const SMALL_CASE_RULES = 'fixtures/cases/small-intrusion/rules';
const SYNTHETIC_EVENTS = 200_000;
const QUICK_SYNTHETIC_EVENTS = 20_000;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      ...{ corpus: { type: 'string' }, suite: { type: 'string' }, rules: { type: 'string' }, date: { type: 'string' } },
      ...{ 'ts-evtx': { type: 'string' }, quick: { type: 'boolean', default: false } },
      ...{ write: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
    },
  });
  const suites = BENCH_SUITES.filter(({ name }) => values.suite === undefined || values.suite === name);
  if (values.help || suites.length === 0 || (values.write && values.date === undefined)) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const workFolder = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
  try {
    const context: BenchContext = {
      root: values.corpus,
      corpus: corpusFor(values.corpus, values.quick, workFolder),
      rulesFolder: values.rules ?? (existsSync(COMMUNITY_RULES) ? COMMUNITY_RULES : SMALL_CASE_RULES),
      tsEvtxFolder: tsEvtxFolder(values['ts-evtx'] ?? '.'),
      ...{ workFolder, isQuick: values.quick, cores: availableParallelism() },
      say: (line) => console.error(`... ${line}`),
    };
    const machine = machineText(values.date);
    for (const suite of suites) {
      const text = benchMarkdown(await suite.run(context));
      console.log(`${text}\n${machine}\n`);
      if (values.write)
        writeFileSync(DOCUMENT, replaceMarked(readFileSync(DOCUMENT, 'utf8'), suite.name, `${text}\n${machine}\n`));
    }
    return 0;
  } finally {
    rmSync(workFolder, { recursive: true });
  }
}

function corpusFor(given: string | undefined, isQuick: boolean, workFolder: string): Corpus {
  if (given === undefined) {
    return syntheticCorpus(join(workFolder, 'corpus'), isQuick ? QUICK_SYNTHETIC_EVENTS : SYNTHETIC_EVENTS);
  }
  const folder = existsSync(join(given, 'evtx')) ? join(given, 'evtx') : given;
  const isPerfCorpus = existsSync(join(given, 'COUNTS.tsv'));
  return corpusIn(resolve(folder), isPerfCorpus ? 'public logs of make-perf-corpus.sh' : `the logs below ${given}`);
}

function tsEvtxFolder(folder: string): string | undefined {
  return existsSync(join(folder, 'node_modules/@ts-evtx/core')) ? resolve(folder) : undefined;
}

function machineText(date: string | undefined): string {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB of memory`;
  const machine = `${availableParallelism()} cores (${cpu?.model.trim()}), ${memory}, ${process.platform}`;
  return `Machine: ${machine}, Node ${process.version}${date === undefined ? '' : `, ${date}`}.`;
}
