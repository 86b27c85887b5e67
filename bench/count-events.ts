import type { Corpus } from './corpus.ts';
import { measure } from './measure.ts';
import type { BenchContext } from './suite.ts';

/** How many events the logs of a corpus hold, by reading them all. */
export async function countEvents({ workFolder, say }: BenchContext, corpus: Corpus): Promise<number> {
  say(`counting the events of ${corpus.name}`);
  const program = new URL('./programs/decode.js', import.meta.url).pathname;
  const { stdout } = await measure(process.execPath, [program, 'count', ...corpus.files], {
    ...{ cores: 0, keepsOutput: true, cwd: workFolder },
  });
  return (JSON.parse(stdout) as { readonly events: number }).events;
}
