import type { Observations } from '../model/index.ts';
import type { Aspect } from './aspect.ts';
import { FlowReaders } from './flow-event.ts';
import { type FlowsPart, FlowTable } from './flow-table.ts';

// Only paths with few ends to count say something: the port of a client is of no interest.
const UNKNOWN_PORT = 0;

/**
 * Who talks to whom, how much, how long and how regularly.
 * @param readers how connections are read; share them with the other kinds of facts that are drawn from them
 */
export function createFlows(readers = new FlowReaders()): Aspect<FlowsPart, Pick<Observations, 'flows'>> {
  const table = new FlowTable(readers.texts);
  const icmp = readers.texts.idOf('icmp');
  return {
    bind: (schema) => {
      const read = readers.of(schema);
      if (read === undefined) return undefined;
      return (event) => {
        const fact = read(event);
        if (fact !== undefined) table.add(event, fact, fact.protocolId === icmp ? UNKNOWN_PORT : fact.port);
      };
    },
    absorb: (part) => table.absorb(part),
    part: () => table.part(),
    result: () => ({ flows: table.paths() }),
    get dropped() {
      return table.dropped;
    },
  };
}
