import { createReadStream } from 'node:fs';

/** How many line ends a file has. */
export async function countLines(file: string): Promise<number> {
  let lines = 0;
  for await (const block of createReadStream(file)) {
    for (const byte of block as Buffer) if (byte === 0x0a) lines++;
  }
  return lines;
}
