import type { CommandUse, EventRef, Observations } from '../model/index.ts';
import { fileName } from '../model/index.ts';
import type { Aspect } from './aspect.ts';
import { BoundedTable } from './bounded-table.ts';
import { Recurrence } from './day-runs.ts';
import { categoryView } from './view.ts';

// 300,000 uses take some 150 MB.
const MAX_USES = 300_000;
const MAX_SHAPE = 256;
// Longer arguments are data: an encoded script, a list of files.
const MAX_ARGUMENTS = 1_024;

type OpenUse = Omit<CommandUse, 'count' | 'firstMs' | 'lastMs' | 'days'> & { readonly seen: Recurrence };

/** Which programs are run with which kind of arguments by whom: what is usual. */
export function createCommands(): Aspect<readonly CommandUse[], Pick<Observations, 'commands'>> {
  const uses = new BoundedTable<OpenUse>(MAX_USES);
  const useOf = (use: Omit<OpenUse, 'seen'>): OpenUse | undefined =>
    uses.at(`${use.host}\n${use.account}\n${use.program}\n${use.shape}`, () => ({ ...use, seen: new Recurrence() }));
  const part = (): CommandUse[] => [...uses.values()].map(({ seen, ...use }) => ({ ...use, ...seen.data() }));
  return {
    bind: (schema) => {
      const view = categoryView(schema, 'process_creation');
      return (
        view &&
        ((event) => {
          const image = view.text(event, 'Image');
          if (image === undefined) return;
          const shape = commandShape(view.text(event, 'CommandLine') ?? '');
          const account = view.text(event, 'User') ?? '';
          const firstRef: EventRef = event.ref;
          useOf({ host: event.host, account, program: fileName(image), shape, firstRef })?.seen.add(event.timeMs);
        })
      );
    },
    absorb: (given) => {
      for (const { count, firstMs, lastMs, days, ...use } of given)
        useOf(use)?.seen.absorb({ count, firstMs, lastMs, days });
    },
    part,
    result: () => ({ commands: part() }),
    get dropped() {
      return uses.dropped;
    },
  };
}

/**
 * Arguments without what varies from run to run: numbers, GUIDs and the folders of paths become placeholders, text is lower
 * case and separated by single spaces. The program itself is left out. Two runs of one job have one shape.
 */
export function commandShape(commandLine: string): string {
  return withoutProgram(commandLine.slice(0, MAX_ARGUMENTS))
    .toLowerCase()
    .replace(/\{?[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\}?/g, '<id>')
    .replace(/(?:[a-z]:|\\\\[^\\\s"]+)\\[^\s"]*/g, '<path>')
    .replace(/\d+/g, '<n>')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_SHAPE);
}

/** The first word, in quotes or up to a space, names the program. */
function withoutProgram(commandLine: string): string {
  if (commandLine.startsWith('"')) {
    const end = commandLine.indexOf('"', 1);
    return end < 0 ? '' : commandLine.slice(end + 1);
  }
  const space = commandLine.indexOf(' ');
  return space < 0 ? '' : commandLine.slice(space);
}
