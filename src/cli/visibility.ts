import { UsageError, type Visibility } from '../model/index.ts';
import { inertJson, jsonText, visibilityLayer, visibilityText } from '../report/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { investigateAll } from './hunt.ts';
import { type HuntOptions, huntOptions } from './hunt-options.ts';
import { checkResultFiles, openResult } from './result-files.ts';
import { print, type Terminal, wantsColor, widthOf } from './terminal.ts';

/**
 * `landfall visibility PATH...`: says what could be seen in logs and what could not.
 * @returns an exit code of EXIT_CODES
 * @throws UsageError for bad use, before any work; OUTPUT_FAILED for a layer that could not be written
 */
export async function visibilityCommand(given: Arguments, terminal: Terminal): Promise<number> {
  if (given.operands.length === 0) {
    throw new UsageError('INPUT_MISSING', 'No file or folder was named.', {
      hint: 'Write landfall visibility PATH; see landfall visibility --help.',
    });
  }
  const format = choiceOption(given, 'format', ['text', 'json']);
  const version = choiceOption(given, 'attack', ['19', '18']);
  const options = huntOptions(given, terminal.nowMs());
  const layerFile = given.value('navigator');
  const layers = layerFile === undefined ? [] : [{ option: 'navigator', file: layerFile }];
  const { head } = await investigateAll(options, terminal, (sources) => checkResultFiles(layers, sources));
  const { visibility } = head;
  if (visibility === undefined) throw new Error('a run that observes says what could be seen');
  const seen = new Set(head.rules.alerted.flatMap(({ notes }) => notes?.behaviours ?? []));
  if (layerFile !== undefined) {
    const file = openResult({ option: 'json', file: layerFile }, terminal);
    try {
      await file.write([inertJson(visibilityLayer(visibility, seen, version, options.timeText))]);
    } finally {
      file.close();
    }
  }
  if (layerFile !== '-') await show(visibility, format, options, terminal);
  return head.complete ? 0 : 130;
}

async function show(
  visibility: Visibility,
  format: 'text' | 'json',
  { verbose, timeText, zone, noColor }: HuntOptions,
  terminal: Terminal,
): Promise<void> {
  const { stdout } = terminal;
  if (format === 'json') {
    await print(stdout, inertJson(`${jsonText(visibility)}\n`));
    return;
  }
  const color = wantsColor(stdout, terminal, noColor);
  await print(stdout, visibilityText(visibility, { width: widthOf(stdout, terminal), color, verbose, timeText, zone }));
}
