import type { PieceReport } from '../investigate.ts';
import type { Problem, SourceReport } from '../model/index.ts';
import type { Piece } from '../read/index.ts';
import { earlier, later } from '../report/index.ts';
import type { HuntFile, HuntInputs } from './hunt-inputs.ts';

/** Puts the reports of pieces together into reports of files. */
export interface ReportMerger {
  /** call in the order of the pieces */
  add(piece: Piece, report: PieceReport): void;
  /** the hash of a file, once something of it was added */
  addHash(source: string, sha256: string): void;
  /** the files that were read, then those that were left out, each in reading order; none that an interrupt left out */
  sources(): SourceReport[];
  problems(): Problem[];
  readonly events: number;
}

interface OpenReport {
  readonly file: HuntFile;
  sha256: string | undefined;
  events: number;
  problems: number;
  undated: number;
  outsideTime: number;
  assumedUtc: number;
  assumedYear: number;
  firstMs: number | null;
  lastMs: number | null;
  hosts: readonly string[];
  channels: readonly string[];
}

/**
 * Starts with what is known before reading: the files that are left out.
 * @param hasRange only events of some time are looked at, and how many others there are is of interest
 */
export function mergeReports({ files, leftOut, damages }: HuntInputs, hasRange: boolean): ReportMerger {
  const byName = new Map(files.map((file) => [file.source, file]));
  const open = new Map<string, OpenReport>();
  const problems: Problem[] = [...leftOut.map(({ problem }) => problem), ...damages];
  let events = 0;
  return {
    add: ({ source }, report) => {
      const file = byName.get(source);
      if (file === undefined) throw new Error(`a report came for ${source}, which was not asked for`);
      addReport(open, file, report, damages);
      problems.push(...report.problems);
      events += report.events;
    },
    addHash: (source, sha256) => {
      const known = open.get(source);
      if (known !== undefined) known.sha256 = sha256;
    },
    sources: () => [...[...open.values()].map((report) => readSource(report, hasRange)), ...leftOut.map(skippedSource)],
    problems: () => problems,
    get events() {
      return events;
    },
  };
}

function addReport(
  open: Map<string, OpenReport>,
  file: HuntFile,
  report: PieceReport,
  damages: readonly Problem[],
): void {
  let known = open.get(file.source);
  if (known === undefined) {
    const problems = damages.filter(({ source }) => source === file.source).length;
    known = openReport(file, problems);
    open.set(file.source, known);
  }
  known.events += report.events;
  known.problems += report.problemCount;
  known.undated += report.undated;
  known.outsideTime += report.outsideTime;
  known.assumedUtc += report.assumed?.zone ?? 0;
  known.assumedYear += report.assumed?.year ?? 0;
  known.firstMs = earlier(known.firstMs, report.firstMs);
  known.lastMs = later(known.lastMs, report.lastMs);
  known.hosts = withMore(known.hosts, report.hosts);
  known.channels = withMore(known.channels, report.channels);
}

function openReport(file: HuntFile, problems: number): OpenReport {
  return {
    file,
    sha256: undefined,
    events: 0,
    problems,
    undated: 0,
    outsideTime: 0,
    assumedUtc: 0,
    assumedYear: 0,
    firstMs: null,
    lastMs: null,
    hosts: NO_NAMES,
    channels: NO_NAMES,
  };
}

const NO_NAMES: readonly string[] = [];

/** Most files are of one host and one channel, and there are thousands of files. */
function withMore(names: readonly string[], more: readonly string[]): readonly string[] {
  if (names.length === 0) return more;
  return more.every((name) => names.includes(name)) ? names : [...new Set([...names, ...more])];
}

function readSource(report: OpenReport, hasRange: boolean): SourceReport {
  const { file, sha256, problems, events, undated, outsideTime, assumedUtc, assumedYear, firstMs, lastMs } = report;
  // When a copy was made says nothing of the log, and would make results of the same logs differ.
  const { changedMs: _, ...known } = file;
  const counts = { problems, events, firstMs, lastMs, ...(sha256 === undefined ? {} : { sha256 }) };
  const ofRange = hasRange ? { undated, outsideTime } : {};
  const assumed = { ...(assumedUtc > 0 ? { assumedUtc } : {}), ...(assumedYear > 0 ? { assumedYear } : {}) };
  return { ...known, ...counts, ...ofRange, ...assumed, hosts: report.hosts, channels: report.channels };
}

function skippedSource({ source, sizeBytes, problem }: HuntInputs['leftOut'][number]): SourceReport {
  const nothing = { events: 0, problems: 1, firstMs: null, lastMs: null, hosts: [], channels: [] };
  return { source, format: '', sizeBytes, ...nothing, skipped: problem.message };
}
