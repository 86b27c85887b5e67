import type { Fact } from '../facts.ts';
import { LINUX_SAMPLES } from './sample-linux-facts.ts';
import { NETWORK_SAMPLES } from './sample-network-facts.ts';
import { DC01, START_MS } from './sample-organisation.ts';
import { WINDOWS_SAMPLES } from './sample-windows-facts.ts';

/** One simulation's facts for the tests of this folder, of every kind and action, in order. */
export const SAMPLE_FACTS: readonly Fact[] = [...WINDOWS_SAMPLES, ...NETWORK_SAMPLES, ...LINUX_SAMPLES].map(
  (sample, index) => {
    const id = index + 1;
    return { host: DC01, ...sample, id, timeMs: START_MS + id * 1500 } as Fact;
  },
);
