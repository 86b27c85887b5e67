import type { LogCoverage } from './observation.ts';

/** Answers which folder of a log's path is called after its host; empty when none is known to be. */
export type FolderHost = (source: string) => string;

// Products whose logs are of one host and need not name it; those of a cloud or of a sensor are of none.
const OF_A_HOST: ReadonlySet<string> = new Set(['linux', 'webserver', 'apache', 'nginx']);
// A layout is told from two hosts; one folder may have any name.
const LEAST_HOSTS = 2;
// `2026-03-04`, `17`: collectors sort by day.
const DATE = /^[\d._-]+$/;

/**
 * Learns how the folders of some evidence are called after hosts, for logs whose records name none (auditd, access logs): a
 * folder that has the name of a host of other logs, else one that stands where other logs have theirs: `windows/DC01/…` beside
 * `auditd/ROUTER1/…`.
 */
export function learnFolderHosts(coverage: readonly LogCoverage[]): FolderHost {
  const known = new Set(coverage.flatMap(({ host }) => (host === '' ? [] : [shortName(host)])));
  const places = new Map<string, Set<string>>();
  for (const { host, sources } of coverage) {
    for (const source of sources) {
      const folders = foldersOf(source);
      const at = folders.findIndex((folder) => folder !== '' && shortName(folder) === shortName(host));
      for (const up of [1, 2]) {
        if (at < up - 1) continue;
        const place = `${up} ${folders.slice(0, at - up + 1).join('/')}`;
        places.set(place, (places.get(place) ?? new Set()).add(shortName(host)));
      }
    }
  }
  const isLayout = (place: string): boolean => (places.get(place)?.size ?? 0) >= LEAST_HOSTS;
  const ofHosts = new Set(coverage.flatMap(({ product, sources }) => (OF_A_HOST.has(product) ? sources : [])));
  return (source) => {
    const folders = foldersOf(source);
    const named = folders.find((folder) => folder !== '' && known.has(shortName(folder)));
    if (named !== undefined) return named;
    if (!ofHosts.has(source)) return '';
    const stands = folders.find(
      (folder, at) =>
        !DATE.test(folder) &&
        [1, 2].some((up) => at >= up - 1 && isLayout(`${up} ${folders.slice(0, at - up + 1).join('/')}`)),
    );
    return stands ?? '';
  };
}

function foldersOf(source: string): string[] {
  return source.split(/[\\/]/).slice(0, -1);
}

function shortName(host: string): string {
  return host.split('.', 1)[0]!.toLowerCase();
}
