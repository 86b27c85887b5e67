import type { ContainerFormat } from './container.ts';
import { gzipContainer } from './container-gzip.ts';
import { tarContainer } from './container-tar.ts';
import { zipContainer } from './container-zip.ts';
import { zstdContainer } from './container-zstd.ts';

/** Every container that Landfall opens. */
export const CONTAINER_FORMATS: readonly ContainerFormat[] = [gzipContainer, zstdContainer, zipContainer, tarContainer];

/** The container that a file is, by its first bytes; undefined when it is none. */
export function containerOf(head: Uint8Array): ContainerFormat | undefined {
  return CONTAINER_FORMATS.find(({ sniff }) => sniff(head));
}
