import { parseLevel, type RuleNotes } from '../model/index.ts';
import type { PlaceholderValues } from './modifiers.ts';
import { entryOf, type YamlMap } from './yaml.ts';
import { textOf, textsOf } from './yaml-text.ts';

const DISTINCTIVENESS = ['D', 'S', 'G'] as const;

/** The notes of a rule of Landfall's own; nothing for other rules. What cannot be understood is left out. */
export function readNotes(map: YamlMap): { readonly notes?: RuleNotes } {
  const section = entryOf(map, 'landfall')?.value;
  if (section?.kind !== 'map') return {};
  const [innocent, advisory] = [textOf(section, 'innocent'), textOf(section, 'advisory')];
  const distinctiveness = DISTINCTIVENESS.find((one) => one === textOf(section, 'distinctiveness'));
  return {
    notes: {
      behaviours: textsOf(section, 'behaviours'),
      defender: textsOf(section, 'defender'),
      ...(distinctiveness === undefined ? {} : { distinctiveness }),
      ...(innocent === undefined ? {} : { innocent }),
      check: textsOf(section, 'check'),
      rises: readRises(section),
      ...(advisory === undefined ? {} : { advisory }),
    },
  };
}

/** Values of placeholders for who gives none: `landfall.defaults`, a map from a name to a list. */
export function readDefaults(map: YamlMap): PlaceholderValues {
  const section = entryOf(map, 'landfall')?.value;
  const defaults = section?.kind === 'map' ? entryOf(section, 'defaults')?.value : undefined;
  if (defaults?.kind !== 'map') return new Map();
  return new Map(defaults.entries.map(({ key }) => [key, textsOf(defaults, key)]));
}

function readRises(section: YamlMap): RuleNotes['rises'] {
  const rises = entryOf(section, 'rises')?.value;
  if (rises?.kind !== 'list') return [];
  return rises.items.flatMap((item) => {
    const when = item.kind === 'map' ? textOf(item, 'when') : undefined;
    const level = item.kind === 'map' ? parseLevel(textOf(item, 'level') ?? '') : undefined;
    return when === undefined || level === undefined ? [] : [{ when, level }];
  });
}
