import { parseCef, readCefHeader } from './body-cef.ts';
import { parseKeyValues, startsWithName } from './body-key-value.ts';
import { parseLeef, readLeefHeader } from './body-leef.ts';
import { panOsType, parsePanOs } from './body-pan-os.ts';
import type { MessageParser } from './line-record.ts';

/** The form of a message that is more than text. */
export interface BodyForm {
  /** the log format that the message is of by itself; undefined when it is of none */
  readonly format?: string;
  /** what the message says of its kind; empty when it does not */
  readonly kind: string;
  /** reads the fields of a message that starts at a place; absent when it has none */
  readonly parse?: MessageParser;
}

const KEY_VALUES: BodyForm = { kind: '', parse: parseKeyValues };

/**
 * Tells what a message is by how it starts: CEF, LEEF, key=value, the columns of a Palo Alto firewall, or a mnemonic as
 * `%ASA-6-302013`, which is its kind. Undefined for mere text. Source of the mnemonics: Cisco, "System message format".
 */
export function bodyFormAt(text: string, start: number): BodyForm | undefined {
  const char = text[start];
  if (char === undefined) return undefined;
  if (char === 'C' || char === 'L') {
    const [cef, leef] = [readCefHeader(text, start), readLeefHeader(text, start)];
    if (cef !== undefined) return { format: 'cef', kind: `${cef.parts[1]}/${cef.parts[2]}`, parse: parseCef };
    if (leef !== undefined) return { format: 'leef', kind: `${leef.parts[1]}/${leef.parts[2]}`, parse: parseLeef };
  }
  if (char === '%') {
    const mnemonic = mnemonicAt(text, start);
    return mnemonic === undefined ? undefined : { kind: mnemonic };
  }
  if (startsWithName(text, start)) return KEY_VALUES;
  const type = panOsType(text, start);
  return type === undefined ? undefined : { kind: `PAN-OS/${type}`, parse: parsePanOs };
}

// Facility, severity and name, as `%SEC_LOGIN-5-LOGIN_SUCCESS`; Huawei writes `%%01BGP/4/BGP_AUTH_FAILED(l)`.
const MNEMONIC = /%{1,2}[A-Za-z0-9_$]{1,40}(?:[-/][A-Za-z0-9_$]{1,40}){1,5}(?=[:( ]|$)/y;

function mnemonicAt(text: string, start: number): string | undefined {
  MNEMONIC.lastIndex = start;
  return MNEMONIC.exec(text)?.[0];
}
