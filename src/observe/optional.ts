/** An object with one member, or none where the value is undefined. Never first in an object: see `present`. */
export function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}

/**
 * The members that are there, in their order. For objects that may lack their first: where an object begins with the parts
 * of another and has members of its own behind them, V8 11 (Node 20) gives each such object a hidden class of its own.
 */
export function present<Shape extends object>(
  members: {
    readonly [Key in keyof Shape]-?: Shape[Key] | undefined;
  },
): Shape {
  const there: { [Key in keyof Shape]?: Shape[Key] } = {};
  for (const key in members) {
    const value = members[key];
    if (value !== undefined) there[key] = value;
  }
  return there as Shape;
}
