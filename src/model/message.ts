/**
 * A sentence for people as a key with arguments, so that it can be translated, redacted and tested. The English text
 * stands in `report/messages`.
 */
export interface Msg {
  readonly key: string;
  readonly args: Readonly<Record<string, MsgValue>>;
}

/** A text from a log (hostile), a number, a time, or an entity, which a redacted report shows by an alias. */
export type MsgValue =
  | string
  | number
  | { readonly timeMs: number }
  | { readonly entity: string }
  | { readonly entities: readonly string[] };

/** A message; the arguments' names are those of its text's placeholders. */
export function msg(key: string, args: Msg['args'] = {}): Msg {
  return { key, args };
}
