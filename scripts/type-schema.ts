/** A JSON Schema as plain data. */
export type Schema = Readonly<Record<string, unknown>>;

/** What a named type of the sources is: its tokens, and what it takes over from others. */
interface Declaration {
  readonly description: string | undefined;
  readonly bases: readonly string[];
  readonly tokens: readonly string[];
}

interface ObjectSchema {
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
}

// Doc comments, other comments, texts, numbers, names, the rest one by one.
const TOKEN = /\/\*\*[\s\S]*?\*\/|\/\*[\s\S]*?\*\/|\/\/[^\n]*|'[^'\n]*'|\d[\d_.]*|[A-Za-z_$][\w$]*|=>|\S/g;
const NAME = /^[A-Za-z_$][\w$]*$/;

/**
 * Makes the JSON Schema (draft 2020-12) of what JSON.stringify writes for a type, from TypeScript sources, so that types
 * stay the only place where the form is said. Objects have no other keys than theirs. Integers beyond 2^53 are texts.
 * Knows interfaces, aliases, unions, intersections, lists, tuples, literals, `typeof` and `keyof typeof` of constants,
 * `Readonly` and `Record`.
 * @param constants the values that `typeof` names
 * @throws Error for what it does not know, which the author of the type is to see
 */
export function typeSchema(
  sources: readonly string[],
  name: string,
  constants: Readonly<Record<string, unknown>>,
): Schema {
  const declarations = new Map(sources.flatMap((text) => declarationsIn(text.match(TOKEN) ?? [])));
  const definitions = new Map<string, Schema>();
  const define = (type: string): Schema => {
    if (!definitions.has(type)) {
      definitions.set(type, {});
      definitions.set(type, new Reader(declarations, constants, define).declared(type));
    }
    return { $ref: `#/$defs/${type}` };
  };
  define(name);
  const { [name]: root, ...others } = Object.fromEntries([...definitions].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...root, $defs: others };
}

function declarationsIn(tokens: readonly string[]): [string, Declaration][] {
  const found: [string, Declaration][] = [];
  tokens.forEach((token, index) => {
    const [name = '', next] = tokens.slice(index + 1);
    if (!NAME.test(name)) return;
    const before = tokens[index - 1] === 'export' ? tokens[index - 2] : tokens[index - 1];
    const description = before?.startsWith('/**') ? commentText(before) : undefined;
    if (token === 'type' && next === '=')
      found.push([name, { description, bases: [], tokens: tokens.slice(index + 3) }]);
    if (token !== 'interface') return;
    const open = tokens.indexOf('{', index);
    const bases = tokens.slice(index + 2, open).filter((word) => NAME.test(word) && word !== 'extends');
    found.push([name, { description, bases, tokens: tokens.slice(open) }]);
  });
  return found;
}

function commentText(comment: string): string {
  return comment
    .replace(/^\/\*\*|\*\/$/g, '')
    .replace(/^\s*\*/gm, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Reads one declaration; a name that it meets is asked of `define`. */
class Reader {
  readonly #declarations: ReadonlyMap<string, Declaration>;
  readonly #constants: Readonly<Record<string, unknown>>;
  readonly #define: (type: string) => Schema;
  #tokens: readonly string[] = [];
  #at = 0;

  constructor(
    declarations: ReadonlyMap<string, Declaration>,
    constants: Readonly<Record<string, unknown>>,
    define: (type: string) => Schema,
  ) {
    this.#declarations = declarations;
    this.#constants = constants;
    this.#define = define;
  }

  declared(name: string): Schema {
    const { description, bases, tokens } = this.#declaration(name);
    this.#tokens = tokens.filter((token) => !/^\/(?:\/|\*(?!\*))/.test(token));
    this.#at = 0;
    const own = this.#union();
    const parts = [...bases.map((base) => this.#expanded(base)), own];
    return { ...(description === undefined ? {} : { description }), ...(bases.length === 0 ? own : merged(parts)) };
  }

  #declaration(name: string): Declaration {
    const declaration = this.#declarations.get(name);
    if (declaration === undefined) throw new Error(`the type ${name} is not in the sources`);
    return declaration;
  }

  /** A named type's own schema in place of a reference, to be merged. */
  #expanded(name: string): Schema {
    return new Reader(this.#declarations, this.#constants, this.#define).declared(name);
  }

  #union(): Schema {
    const parts = [];
    do if (this.#peek() !== '|' || parts.length > 0) parts.push(this.#intersection());
    while (this.#takes('|'));
    return united(parts);
  }

  #intersection(): Schema {
    const first = this.#list();
    if (this.#peek() !== '&') return first;
    const parts = [first];
    while (this.#takes('&')) parts.push(this.#list());
    return merged(parts.map((part) => (typeof part.$ref === 'string' ? this.#expanded(nameOf(part.$ref)) : part)));
  }

  #list(): Schema {
    if (this.#takes('readonly')) return this.#list();
    let schema = this.#single();
    while (this.#peek() === '[' && this.#tokens[this.#at + 1] === ']') {
      this.#at += 2;
      schema = { type: 'array', items: schema };
    }
    return schema;
  }

  #single(): Schema {
    const token = this.#next();
    if (token === '(') return this.#inParentheses();
    if (token === '{') return this.#members();
    if (token === '[') return this.#tuple();
    if (token.startsWith("'")) return { const: token.slice(1, -1) };
    if (/^\d/.test(token)) return { const: Number(token.replaceAll('_', '')) };
    if (token === 'typeof') return this.#typeOf(this.#next());
    if (token === 'keyof') {
      this.#expect('typeof');
      return { enum: Object.keys(this.#constant(this.#next()) as object) };
    }
    if (this.#takes('<')) return this.#generic(token);
    return this.#named(token);
  }

  #named(name: string): Schema {
    if (name === 'string' || name === 'boolean' || name === 'number' || name === 'null') return { type: name };
    if (name === 'bigint') return { type: 'string' };
    if (name === 'true' || name === 'false') return { const: name === 'true' };
    if (name === 'unknown') return {};
    if (!NAME.test(name)) throw new Error(`"${name}" is no type that is known here`);
    return this.#define(name);
  }

  #generic(name: string): Schema {
    const first = this.#union();
    const second = this.#takes(',') ? this.#union() : undefined;
    this.#expect('>');
    if (name === 'Readonly' && second === undefined) return first;
    if (name === 'Record' && second !== undefined) return { type: 'object', additionalProperties: second };
    throw new Error(`the type ${name}<...> is not known here`);
  }

  #inParentheses(): Schema {
    const inner = this.#union();
    this.#expect(')');
    // `(typeof LIST)[number]`: one of its items.
    if (this.#peek() !== '[' || this.#tokens[this.#at + 1] !== 'number') return inner;
    this.#at += 2;
    this.#expect(']');
    return { enum: inner.const };
  }

  #typeOf(name: string): Schema {
    return { const: this.#constant(name) };
  }

  #constant(name: string): unknown {
    const value = this.#constants[name];
    if (value === undefined) throw new Error(`the value of ${name} was not given`);
    return value;
  }

  #tuple(): Schema {
    const items: Schema[] = [];
    while (!this.#takes(']')) {
      // A label says what the place means; JSON Schema has no word for it.
      if (this.#tokens[this.#at + 1] === ':') this.#at += 2;
      items.push(this.#union());
      this.#takes(',');
    }
    return { type: 'array', prefixItems: items, minItems: items.length, maxItems: items.length };
  }

  #members(): Schema {
    const properties: Record<string, Schema> = {};
    const required: string[] = [];
    let description: string | undefined;
    while (!this.#takes('}')) {
      const token = this.#next();
      if (token.startsWith('/**')) description = commentText(token);
      if (token.startsWith('/**') || token === 'readonly') continue;
      if (!this.#takes('?')) required.push(token);
      this.#expect(':');
      const schema = this.#union();
      properties[token] = description === undefined ? schema : { description, ...schema };
      description = undefined;
      this.#takes(';');
    }
    return objectSchema({ properties, required });
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #next(): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new Error('a type ends too early');
    return token;
  }

  #takes(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#at++;
    return true;
  }

  #expect(token: string): void {
    const found = this.#next();
    if (found !== token) throw new Error(`expected ${token}, found ${found}`);
  }
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function objectSchema({ properties, required }: ObjectSchema): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** Literals as one enumeration, plain types as one list of types, all else as alternatives. */
function united(parts: readonly Schema[]): Schema {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const constants = parts.filter((part) => 'const' in part).map((part) => part.const);
  const types = new Set(parts.filter(isPlainType).map((part) => String(part.type)));
  const others = parts.filter((part) => !('const' in part) && !isPlainType(part));
  const schemas = [
    ...(constants.length === 0 ? [] : [{ enum: constants }]),
    ...(types.size === 0 ? [] : [{ type: types.size === 1 ? [...types][0] : [...types] }]),
    ...others,
  ];
  return schemas.length === 1 ? schemas[0]! : { anyOf: schemas };
}

function isPlainType(schema: Schema): boolean {
  return Object.keys(schema).join() === 'type';
}

/** Objects as one with the keys of all. */
function merged(parts: readonly Schema[]): Schema {
  const objects = parts as readonly (Schema & ObjectSchema)[];
  if (objects.some(({ properties }) => properties === undefined)) throw new Error('only objects can be merged');
  return objectSchema({
    properties: Object.assign({}, ...objects.map(({ properties }) => properties)) as ObjectSchema['properties'],
    required: objects.flatMap(({ required }) => required),
  });
}
