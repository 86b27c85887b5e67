import type { ContainerFormat } from './container.ts';
import { sevenZipContainer } from './container-7z.ts';
import { bzip2Container } from './container-bzip2.ts';
import { gzipContainer } from './container-gzip.ts';
import { tarContainer } from './container-tar.ts';
import { xzContainer } from './container-xz.ts';
import { zipContainer } from './container-zip.ts';
import { zstdContainer } from './container-zstd.ts';

/** Every container that Landfall opens. */
export const CONTAINER_FORMATS: readonly ContainerFormat[] = [
  gzipContainer,
  zstdContainer,
  bzip2Container,
  xzContainer,
  zipContainer,
  sevenZipContainer,
  tarContainer,
];

/** The container that a file is, by its first bytes; undefined when it is none. */
export function containerOf(head: Uint8Array): ContainerFormat | undefined {
  return CONTAINER_FORMATS.find(({ sniff }) => sniff(head));
}
