import type { Corpus } from './corpus.ts';

/** What a suite works with. */
export interface BenchContext {
  /** Windows event logs */
  readonly corpus: Corpus;
  /** the folder given with --corpus, which may hold more than Windows event logs */
  readonly root: string | undefined;
  /** Sigma rules */
  readonly rulesFolder: string;
  /** where @ts-evtx/core is installed, if anywhere (`npm i --no-save @ts-evtx/core`) */
  readonly tsEvtxFolder: string | undefined;
  /** for files of the run; removed at its end */
  readonly workFolder: string;
  /** a small part of the work, to try the suite itself */
  readonly isQuick: boolean;
  /** cores of this machine */
  readonly cores: number;
  say(line: string): void;
}

/** One line of a result table. */
export interface BenchRow {
  readonly what: string;
  readonly cores: number;
  readonly events: number;
  readonly bytes: number;
  readonly seconds: number;
  /** what the process used of all cores; undefined where the system does not tell */
  readonly cpuSeconds: number | undefined;
  /** peak resident memory; undefined where the system does not tell */
  readonly peakBytes: number | undefined;
}

/** The results of a suite. */
export interface BenchTable {
  readonly title: string;
  /** sentences above the table: what was measured on what */
  readonly intro: readonly string[];
  readonly rows: readonly BenchRow[];
  /** sentences below: ratios, bars, what was left out */
  readonly findings: readonly string[];
}

/** Measurements that belong together; one file each in bench/suites, one entry in bench/suites.ts. */
export interface BenchSuite {
  /** also the name of its place in docs/benchmarks.md */
  readonly name: string;
  run(context: BenchContext): Promise<BenchTable>;
}
