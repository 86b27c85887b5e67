import type { Msg, MsgValue } from '../model/index.ts';
import type { TimeText } from './clock.ts';
import { ENGLISH } from './messages-en.ts';

/** How arguments of messages are shown. */
export interface MessageOptions {
  readonly timeText: TimeText;
  /** makes text from logs harmless for the output at hand */
  readonly safe: (text: string) => string;
  /** the name of an entity; a redacted report gives an alias */
  readonly entityName?: (id: string) => string;
}

/**
 * The sentence of a message.
 * @throws Error for a key without a text, which is a bug (a test renders them all)
 */
export function messageText({ key, args }: Msg, options: MessageOptions): string {
  const template = ENGLISH[key];
  if (template === undefined) throw new Error(`there is no text for the message ${key}`);
  return template.replace(/\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (_, name: string, one?: string, many?: string) => {
    const value = args[name];
    if (value === undefined) return '';
    if (one !== undefined) return value === 1 ? one : many!;
    return valueText(value, options);
  });
}

function valueText(value: MsgValue, { timeText, safe, entityName = (id) => id }: MessageOptions): string {
  if (typeof value === 'string') return safe(value);
  if (typeof value === 'number') return value.toLocaleString('en-US');
  if ('timeMs' in value) return timeText(value.timeMs).replace(/\.\d{3}/, '');
  if ('entity' in value) return safe(entityName(value.entity));
  return value.entities.map((id) => safe(entityName(id))).join(', ');
}
