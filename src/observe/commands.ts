import type { CommandUse, Observations } from '../model/index.ts';
import { fileName } from '../model/index.ts';
import type { Aspect } from './aspect.ts';
import { type SeenPart, SeenTable } from './seen-table.ts';
import { categoryView } from './view.ts';

// 300,000 uses take some 80 MB.
const MAX_USES = 300_000;
const MAX_SHAPE = 256;
// Longer arguments are data: an encoded script, a list of files.
const MAX_ARGUMENTS = 1_024;

/** Which programs are run with which kind of arguments by whom: what is usual. */
export function createCommands(): Aspect<SeenPart, Pick<Observations, 'commands'>> {
  const uses = new SeenTable(MAX_USES, [true, true, true, true]);
  return {
    bind: (schema) => {
      const view = categoryView(schema, 'process_creation');
      return (
        view &&
        ((event) => {
          const image = view.text(event, 'Image');
          if (image === undefined) return;
          const shape = commandShape(view.text(event, 'CommandLine') ?? '');
          uses.seeTexts(event, event.host, view.text(event, 'User') ?? '', fileName(image), shape);
        })
      );
    },
    absorb: (part) => uses.absorb(part),
    part: () => uses.part(),
    result: () => ({ commands: Array.from({ length: uses.size }, (_, row) => useAt(uses, row)) }),
    get dropped() {
      return uses.dropped;
    },
  };
}

function useAt(uses: SeenTable, row: number): CommandUse {
  const { count, firstMs, lastMs } = uses.whenAt(row);
  return {
    host: uses.textAt(row, 0),
    account: uses.textAt(row, 1),
    program: uses.textAt(row, 2),
    shape: uses.textAt(row, 3),
    firstRef: uses.firstRefAt(row),
    count,
    firstMs,
    lastMs,
    days: uses.daysAt(row),
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
