// Keys whose values are words of Landfall's own (levels, kinds, ids of rules and techniques): no log fills them.
const OWN_WORDS: ReadonlySet<string> = new Set([
  ...['key', 'level', 'raisedLevel', 'kind', 'tactic', 'tactics', 'technique', 'techniques', 'behaviour', 'behaviours'],
  ...[
    'hides',
    'code',
    'phase',
    'shell',
    'weight',
    'band',
    'class',
    'sight',
    'roles',
    'format',
    'tags',
    'ruleId',
    'type',
  ],
  ...['confidence', 'fix', 'fixes', 'accountKind', 'basis', 'together', 'distinctiveness', 'sha256', 'field', 'by'],
]);

/** Calls with every text of plain data that a log can have filled, and the key that it stands under. */
export function eachText(value: unknown, call: (text: string, key: string) => void, key = ''): void {
  if (typeof value === 'string' && !OWN_WORDS.has(key)) call(value, key);
  if (Array.isArray(value)) for (const part of value) eachText(part, call, key);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) eachText(part, call, name);
  }
}

/** A copy of plain data with every text changed that a log can have filled. */
export function withTexts<Value>(value: Value, change: (text: string) => string, key = ''): Value {
  if (typeof value === 'string') return OWN_WORDS.has(key) ? value : (change(value) as Value);
  if (Array.isArray(value)) return value.map((part: unknown) => withTexts(part, change, key)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]: [string, unknown]) => [name, withTexts(part, change, name)]),
  ) as Value;
}
