import type { Corpus } from './corpus.ts';
import { measure } from './measure.ts';
import type { BenchContext } from './suite.ts';

// The arguments of a process may take two megabytes.
const FILES_AT_ONCE = 4_000;

/** How many events the logs of a corpus hold, by reading them all. */
export async function countEvents({ workFolder, say }: BenchContext, corpus: Corpus): Promise<number> {
  say(`counting the events of ${corpus.name}`);
  const program = new URL('./programs/decode.js', import.meta.url).pathname;
  let events = 0;
  for (let first = 0; first < corpus.files.length; first += FILES_AT_ONCE) {
    const files = corpus.files.slice(first, first + FILES_AT_ONCE);
    const { stdout } = await measure(process.execPath, [program, 'count', ...files], {
      ...{ cores: 0, keepsOutput: true, cwd: workFolder },
    });
    events += (JSON.parse(stdout) as { readonly events: number }).events;
  }
  return events;
}
