import { seeVisibility } from '../src/assess/index.ts';
import { findInputs } from '../src/cli/hunt-inputs.ts';
import { visibilityData } from '../src/cli/visibility-data.ts';
import { Investigation } from '../src/investigate.ts';
import type { Visibility } from '../src/model/index.ts';
import { openFile } from '../src/read/index.ts';

/** What can be seen of a folder of logs, read without rules. @throws Error when a file cannot be opened */
export async function visibilityOfFolder(folder: string): Promise<Visibility> {
  const investigation = new Investigation({ bound: [], correlations: [], quiet: [] }, { carve: false, zones: [] });
  for (const piece of (await findInputs([folder], [])).pieces) {
    const bytes = openFile(piece.source, piece.place);
    if ('code' in bytes) throw new Error(bytes.message);
    const run = investigation.run(piece, bytes, () => {});
    let step = run.next();
    while (step.done !== true) step = run.next(true);
    if (step.value.observed !== undefined) investigation.observer.absorb(step.value.observed);
    bytes.close();
  }
  return seeVisibility(investigation.observer.observations(), visibilityData());
}
