import type { LineIndex } from '../line-index.ts';
import type { RuleOrigin } from '../rule.ts';
import { RuleFault } from '../rule-fault.ts';
import type { YamlEntry, YamlNode } from '../yaml.ts';

/** Where a correlation's document comes from. */
export interface CorrelationContext {
  readonly source: string;
  readonly lines: LineIndex;
  readonly origin: RuleOrigin;
}

/** The texts of a list, or one text, each with its place. */
export function scalars({ key, value }: YamlEntry): { readonly text: string; readonly offset: number }[] {
  const items: readonly YamlNode[] = value.kind === 'list' ? value.items : [value];
  return items.map((item) => {
    if (item.kind !== 'scalar' || item.value === null || item.text.trim() === '') {
      throw new RuleFault('RULE_INVALID', `"${key}:" must be a text or a list of texts.`, item.offset);
    }
    return { text: item.text.trim(), offset: item.offset };
  });
}
