import type { IndicatorKind } from '../model/index.ts';
import { blockText, parseBlock } from './address.ts';

/** What holds for all indicators of a kind, unless a feed says otherwise. */
export interface KindTraits {
  /**
   * days after which a value weighs half. By judgement, in this order: an address of a hijacked home router changes hands
   * within weeks, a name is given up when it is known, a file keeps its hash for ever and only goes out of use.
   */
  readonly halfLifeDays: number;
  /** when a feed does not say; below the level "high", so that a list of unknown worth raises no alarm by itself */
  readonly confidencePercent: number;
  /** as values of the kind are compared; undefined when it is none */
  readonly normalise: (value: string) => string | undefined;
}

/** Values longer than this are no indicators. Longest in use: URLs. */
export const MAX_VALUE = 2_048;

export const KINDS: Readonly<Record<IndicatorKind, KindTraits>> = {
  sha256: { halfLifeDays: 3_650, confidencePercent: 55, normalise: (value) => hash(value, 64) },
  sha1: { halfLifeDays: 3_650, confidencePercent: 55, normalise: (value) => hash(value, 40) },
  md5: { halfLifeDays: 3_650, confidencePercent: 55, normalise: (value) => hash(value, 32) },
  // Of the list of imported functions: many programs of one toolkit share it.
  imphash: { halfLifeDays: 1_825, confidencePercent: 40, normalise: (value) => hash(value, 32) },
  address: { halfLifeDays: 30, confidencePercent: 50, normalise: address },
  domain: { halfLifeDays: 180, confidencePercent: 55, normalise: domain },
  url: { halfLifeDays: 90, confidencePercent: 55, normalise: url },
  'user-agent': { halfLifeDays: 365, confidencePercent: 30, normalise: plainText },
  'file-name': { halfLifeDays: 730, confidencePercent: 20, normalise: fileName },
};

/** The kind that a value must be of by its form alone; undefined when that does not say. */
export function kindOfValue(value: string): IndicatorKind | undefined {
  if (/^[\da-f]+$/i.test(value)) return HASH_OF_LENGTH[value.length];
  if (/^[a-z][a-z\d+.-]{1,15}:\/\//i.test(value)) return 'url';
  if (address(value) !== undefined) return 'address';
  if (/^[^\s/]+\/\S*$/.test(value) && domain(value.slice(0, value.indexOf('/'))) !== undefined) return 'url';
  return domain(value) === undefined || PROGRAM.test(value) ? undefined : 'domain';
}

const HASH_OF_LENGTH: Readonly<Record<number, IndicatorKind>> = { 64: 'sha256', 40: 'sha1', 32: 'md5' };
// What looks like a name of the Internet but is far more often one of a file; of these only .zip is a domain at all.
const PROGRAM = /\.(?:exe|dll|sys|bat|cmd|ps1|vbs|js|jar|jsp|jspx|aspx|php|zip|rar|7z|tmp|log|dat|txt|docx?|xlsx?)$/i;

function hash(value: string, length: number): string | undefined {
  return value.length === length && /^[\da-f]+$/i.test(value) ? value.toUpperCase() : undefined;
}

function address(value: string): string | undefined {
  const block = parseBlock(value.replace(/^\[(.*)\]$/, '$1'));
  return block === undefined ? undefined : blockText(block);
}

function domain(value: string): string | undefined {
  const name = value.replace(/^\*\./, '').replace(/\.$/, '').toLowerCase();
  const labels = name.split('.');
  if (name.length > 253 || labels.length < 2 || /^\d*$/.test(labels.at(-1)!)) return undefined;
  return labels.every((label) => /^[\p{L}\p{N}_-]{1,63}$/u.test(label)) ? name : undefined;
}

/** Without scheme, user and fragment: `host/path?query`, the host in lower case; a path alone begins with a slash. */
function url(value: string): string | undefined {
  if (/[\s\p{Cc}]/u.test(value)) return undefined;
  const whole = value.replace(/#.*$/, '');
  if (whole.startsWith('/')) return whole.length < 2 ? undefined : whole;
  const rest = whole.replace(/^[a-z][a-z\d+.-]{1,15}:\/\//i, '');
  const end = rest.search(/[/?]/);
  const authority = (end < 0 ? rest : rest.slice(0, end)).replace(/^.*@/, '').toLowerCase();
  const host = authority.replace(/:(?:80|443)$/, '');
  if (host === '') return undefined;
  const path = end < 0 ? '' : rest.slice(end);
  return path === '/' ? host : `${host}${path}`;
}

function plainText(value: string): string | undefined {
  return value.length < 4 || /\p{Cc}/u.test(value) ? undefined : value.toLowerCase();
}

/** The last part of a path, or with its folders when they are named; backslashes as Windows writes them. */
function fileName(value: string): string | undefined {
  const path = value.trim().replaceAll('/', '\\').toLowerCase();
  const name = path.slice(path.lastIndexOf('\\') + 1);
  return name.length < 3 || /[\p{Cc}*?"<>|]/u.test(path) ? undefined : path;
}
