/** What one attribute of a configuration object was set to. */
export interface AttributeChange {
  readonly name: string;
  /** undefined for a new object */
  readonly before: string | undefined;
  readonly after: string;
}

// A configuration object has some dozen attributes.
const MAX_ATTRIBUTES = 256;

/**
 * Reads `cfgattr` of events 44546 and 44547: `name[value]name[before->after]`. A value may hold brackets in pairs;
 * secrets are `*`. What does not follow that is left out.
 */
export function parseConfigAttributes(cfgattr: string): readonly AttributeChange[] {
  const changes: AttributeChange[] = [];
  for (let at = 0; at < cfgattr.length && changes.length < MAX_ATTRIBUTES; ) {
    const open = cfgattr.indexOf('[', at);
    if (open < 0) break;
    const close = closingBracket(cfgattr, open);
    const name = cfgattr.slice(at, open).trim();
    const [before, after] = halves(cfgattr.slice(open + 1, close));
    if (name !== '') changes.push({ name, before, after });
    at = close + 1;
  }
  return changes;
}

/** Names of the attributes that were set, for rules; undefined for none. */
export function attributeNames(cfgattr: string): readonly string[] | undefined {
  return listOrNothing(parseConfigAttributes(cfgattr).map(({ name }) => name));
}

/** `status: enable -> disable`, one text an attribute that had a value before; undefined for none. */
export function attributeChanges(cfgattr: string): readonly string[] | undefined {
  const changes = parseConfigAttributes(cfgattr).filter(({ before }) => before !== undefined);
  return listOrNothing(changes.map(({ name, before, after }) => `${name}: ${before} -> ${after}`));
}

function listOrNothing(texts: readonly string[]): readonly string[] | undefined {
  return texts.length === 0 ? undefined : texts;
}

function closingBracket(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '[') depth++;
    else if (text[at] === ']' && --depth === 0) return at;
  }
  return text.length;
}

function halves(value: string): [before: string | undefined, after: string] {
  const arrow = value.indexOf('->');
  return arrow < 0 ? [undefined, value] : [value.slice(0, arrow), value.slice(arrow + 2)];
}
