import { type BarHeader, readBars } from './body-cef.ts';
import { MAX_FIELDS, NamedValues } from './named-values.ts';

/** The fields between the bars. Source: IBM QRadar LEEF guide, "LEEF event components". */
const LEEF_HEADER = ['leefVersion', 'deviceVendor', 'deviceProduct', 'deviceVersion', 'eventId'];

/** The header of `LEEF:1.0|vendor|product|version|event|` or of version 2.0 with its delimiter; undefined for none. */
export function readLeefHeader(text: string, start: number): BarHeader | undefined {
  if (!text.startsWith('LEEF:', start)) return undefined;
  return readBars(text, start + 5, LEEF_HEADER.length);
}

/** All fields of a LEEF message: those of the header, then its attributes. */
export function parseLeef(text: string, start: number): NamedValues {
  const values = new NamedValues();
  const header = readLeefHeader(text, start);
  if (header === undefined) return values;
  LEEF_HEADER.forEach((name, index) => {
    values.add(name, header.parts[index]!);
  });
  const { delimiter, from } = delimiterOf(text, header);
  for (let at = from; at < text.length && values.size < MAX_FIELDS; ) {
    const next = text.indexOf(delimiter, at);
    const end = next < 0 ? text.length : next;
    const attribute = text.slice(at, end);
    const equals = attribute.indexOf('=');
    if (equals > 0) values.add(attribute.slice(0, equals).trim(), attribute.slice(equals + 1));
    at = end + delimiter.length;
  }
  return values;
}

/**
 * A tab, unless version 2.0 says another character, as itself or as its code (`x5E`, `0x5E`). Some devices write
 * carets or bars without saying so.
 */
function delimiterOf(text: string, { parts, end }: BarHeader): { delimiter: string; from: number } {
  const said = /^(?:0?x([0-9a-fA-F]{2,4})|([^|]))?\|/.exec(text.slice(end, end + 8));
  if (parts[0]?.startsWith('2') === true && said !== null) {
    const [whole, code, character] = said;
    const delimiter = code === undefined ? (character ?? '\t') : String.fromCharCode(Number.parseInt(code, 16));
    return { delimiter, from: end + whole.length };
  }
  const known = ['\t', '^'].find((character) => text.includes(character, end));
  return { delimiter: known ?? '\t', from: end };
}
