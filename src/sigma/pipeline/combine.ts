import { nearest } from '../nearest.ts';
import type { YamlMap, YamlNode } from '../yaml.ts';
import { named, type Params, pipelineFault, readParams } from './params.ts';
import type { Combined } from './pipeline.ts';

/** A table of condition types: how each is made from its parameters. */
export type ConditionTable<Condition> = ReadonlyMap<string, (params: Params) => Condition>;

/**
 * Reads the conditions of one sort of a processing item, and how they are joined: a list with `..._cond_op` (`and` when
 * left out) or a map with `..._cond_expr`, both turned around by `..._cond_not`.
 * @param prefix `rule`, `detection_item` or `field_name`
 * @throws RuleFault
 * Source: pySigma 2.0.1, "Processing Pipelines"; that nothing follows from no conditions but "yes" too.
 */
export function readConditions<Condition>(
  params: Params,
  prefix: string,
  table: ConditionTable<Condition>,
): Combined<Condition> & { readonly isEmpty: boolean } {
  const keys = [`${prefix}_conditions`, `${prefix}_cond_op`, `${prefix}_cond_expr`] as const;
  const isNegated = params.flag(`${prefix}_cond_not`);
  const node = params.optionalNode(keys[0]);
  const conditions = new Map(
    entriesOf(params, keys[0], node).map(([name, one]) => [name, readCondition(one, prefix, table)]),
  );
  const expression = params.optionalText(keys[2]);
  const hasOperator = params.optionalText(keys[1]) !== undefined;
  if (expression !== undefined && hasOperator) params.fail(`has both "${keys[1]}" and "${keys[2]}"`, keys[1]);
  if (expression !== undefined && node?.kind !== 'map') {
    params.fail(`needs "${keys[0]}" as a map from names to conditions`, keys[2], 'The expression joins the names.');
  }
  const isAny = params.choice(keys[1], ['and', 'or'], 'and') === 'or' && conditions.size > 0;
  const all = [...conditions.values()];
  const joined: Combined<Condition> =
    expression === undefined
      ? (ask) => (isAny ? all.some(ask) : all.every(ask))
      : readExpression(expression, conditions, params, keys[2]);
  return Object.assign((ask: (condition: Condition) => boolean) => joined(ask) !== isNegated, {
    isEmpty: conditions.size === 0,
  });
}

function entriesOf(params: Params, key: string, node: YamlNode | undefined): [string, YamlMap][] {
  const entries: [string, YamlNode][] =
    node === undefined
      ? []
      : node.kind === 'map'
        ? node.entries.map((entry) => [entry.key, entry.value])
        : node.kind === 'list'
          ? node.items.map((item, index) => [String(index), item])
          : params.fail(`takes a list or a map as "${key}"`, key);
  return entries.map(([name, value]) => {
    if (value.kind !== 'map')
      throw pipelineFault('A condition must be a map.', value.offset, 'It starts with "type:".');
    return [name, value];
  });
}

function readCondition<Condition>(map: YamlMap, prefix: string, table: ConditionTable<Condition>): Condition {
  const noun = `${prefix.replace('_', ' ')} condition`;
  const type = readParams(map, `A ${noun}`).text('type');
  const offset = map.entries.find(({ key }) => key === 'type')!.value.offset;
  const build = named(table, type, noun, offset);
  const params = readParams(map, `The condition "${type}"`, ['type']);
  const condition = build(params);
  params.done();
  return condition;
}

interface Reader<Condition> {
  readonly tokens: readonly string[];
  readonly conditions: ReadonlyMap<string, Condition>;
  readonly used: Set<string>;
  readonly fail: (message: string, hint?: string) => never;
  position: number;
}

/** `not` binds most, then `and`, then `or`; every condition must be used, as in pySigma. */
function readExpression<Condition>(
  text: string,
  conditions: ReadonlyMap<string, Condition>,
  params: Params,
  key: string,
): Combined<Condition> {
  const fail = (message: string, hint?: string): never => params.fail(`has an expression that ${message}`, key, hint);
  const tokens = text.match(/[()]|[A-Za-z0-9_-]+|\S/g) ?? [];
  // Each token takes at most two frames of the stack.
  if (tokens.length > 1000) fail('is too long');
  const reader: Reader<Condition> = { tokens, conditions, used: new Set(), fail, position: 0 };
  const combined = readOr(reader);
  if (reader.position < tokens.length) fail(`goes on with "${tokens[reader.position]}" after its end`);
  const unused = [...conditions.keys()].filter((name) => !reader.used.has(name));
  if (unused.length > 0) fail(`leaves out ${unused.join(', ')}`);
  return combined;
}

function readOr<Condition>(reader: Reader<Condition>): Combined<Condition> {
  const operands = [readAnd(reader)];
  while (take(reader, 'or')) operands.push(readAnd(reader));
  return (ask) => operands.some((operand) => operand(ask));
}

function readAnd<Condition>(reader: Reader<Condition>): Combined<Condition> {
  const operands = [readNot(reader)];
  while (take(reader, 'and')) operands.push(readNot(reader));
  return (ask) => operands.every((operand) => operand(ask));
}

function readNot<Condition>(reader: Reader<Condition>): Combined<Condition> {
  if (take(reader, 'not')) {
    const operand = readNot(reader);
    return (ask) => !operand(ask);
  }
  if (take(reader, '(')) {
    const inner = readOr(reader);
    if (!take(reader, ')')) reader.fail('lacks a ")"');
    return inner;
  }
  const name = reader.tokens[reader.position++];
  if (name === undefined) return reader.fail('ends where a condition is expected');
  const condition = reader.conditions.get(name);
  if (condition === undefined) return reader.fail(`names an unknown condition "${name}"`, nearHint(reader, name));
  reader.used.add(name);
  return (ask) => ask(condition);
}

function nearHint<Condition>({ conditions }: Reader<Condition>, name: string): string {
  const near = nearest(name, conditions.keys());
  return near === undefined ? `There are ${[...conditions.keys()].join(', ')}.` : `Did you mean "${near}"?`;
}

function take<Condition>(reader: Reader<Condition>, word: string): boolean {
  if (reader.tokens[reader.position] !== word) return false;
  reader.position++;
  return true;
}
