import { entryOf, type YamlMap, type YamlScalar } from './yaml.ts';

/** Text at a key; a list of texts (as some authors give) is joined with commas. */
export function textOf(map: YamlMap, key: string): string | undefined {
  const value = entryOf(map, key)?.value;
  if (value === undefined) return undefined;
  if (value.kind === 'scalar') return value.value === null ? undefined : value.text.trim();
  return value.kind === 'list' ? textsOf(map, key).join(', ') : undefined;
}

/** The texts of a list at a key, or its only text. */
export function textsOf(map: YamlMap, key: string): string[] {
  const value = entryOf(map, key)?.value;
  const items = value === undefined ? [] : value.kind === 'list' ? value.items : [value];
  return items
    .filter((item): item is YamlScalar => item.kind === 'scalar' && item.value !== null)
    .map((item) => item.text.trim());
}
