import { type LogCoverage, learnFolderHosts, type SourceReport } from '../model/index.ts';

/** A log of which a file is there without an event. */
export interface EmptyLog {
  /** short name in lower case; empty when no folder tells whose file it is */
  readonly host: string;
  /** name of the file as Windows names it after a channel: `Microsoft-Windows-Sysmon%4Operational` */
  readonly file: string;
}

/**
 * Event logs that were read whole and hold nothing, with the host that a folder of their path names, or the only host of
 * which there are event logs.
 */
export function emptyLogs(sources: readonly SourceReport[], coverage: readonly LogCoverage[]): readonly EmptyLog[] {
  const hostOf = learnFolderHosts(coverage);
  const windows = new Set(coverage.flatMap(({ product, host }) => (product === 'windows' ? [shortName(host)] : [])));
  const only = windows.size === 1 ? [...windows][0]! : '';
  return sources
    .filter((one) => one.events === 0 && one.problems === 0 && !one.skipped && !one.outsideTime && !one.continued)
    .flatMap(({ source }) => {
      const file = /([^\\/!]+)\.evtx$/i.exec(source)?.[1];
      return file === undefined ? [] : [{ host: shortName(hostOf(source)) || only, file }];
    });
}

/** Whether the file of a log on a host is there and empty. Some tools write `_` for the spaces in a log's name. */
export function isEmptyHere(logs: readonly EmptyLog[], host: string, log: string): boolean {
  const file = log.replaceAll('/', '%4').toLowerCase();
  return logs.some(
    (one) =>
      one.host === shortName(host) &&
      [one.file, one.file.replaceAll('_', ' ')].some((name) => name.toLowerCase() === file),
  );
}

function shortName(host: string): string {
  return host.split('.', 1)[0]!.toLowerCase();
}
