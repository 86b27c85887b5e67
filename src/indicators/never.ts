import type { Indicator } from '../model/index.ts';
import { type AddressBlock, isWithin, parseBlock } from './address.ts';
import { fields, texts } from './fields.ts';
import { KINDS, kindOfValue } from './kinds.ts';

/** Says of values whether they can tell an intruder from everybody else. */
export interface NeverList {
  /** Why a value is refused, as the end of a sentence; undefined when it is not. */
  refusal(indicator: Pick<Indicator, 'kind' | 'value'>): string | undefined;
}

/** Values that are refused, as `content/indicators/never/*.yml` has them. */
export interface NeverTexts {
  /** programs of Windows and of other systems, by name */
  readonly programs: readonly string[];
  /** hashes of such programs */
  readonly hashes: readonly string[];
  /** addresses or blocks that belong to nobody, or that everybody talks to */
  readonly addresses: readonly string[];
  /** names that everybody talks to; names below them are refused only where an indicator names one above them */
  readonly domains: readonly string[];
}

// A block wider than this is a provider, not an intruder. By judgement.
const WIDEST_V4_BITS = 16;
const WIDEST_V6_BITS = 32;

/** Reads a file of values that are never indicators; what is none of its lists is ignored. */
export function parseNeverList(value: unknown): NeverTexts {
  const never = fields(fields(value).never);
  return {
    programs: texts(never.programs),
    hashes: texts(never.hashes),
    addresses: texts(never.addresses),
    domains: texts(never.domains),
  };
}

/** Puts lists together. */
export function createNeverList(lists: readonly NeverTexts[]): NeverList {
  const all = (key: keyof NeverTexts): string[] => lists.flatMap((list) => list[key]);
  const programs = new Set(all('programs').map((name) => name.toLowerCase()));
  const hashes = new Set(all('hashes').map((hash) => hash.toUpperCase()));
  const blocks = all('addresses').flatMap((text) => parseBlock(text) ?? []);
  const domains = new Set(all('domains').map((name) => name.toLowerCase()));
  return {
    refusal: ({ kind, value }) => {
      switch (kind) {
        case 'file-name':
          return programRefusal(value, programs);
        case 'address':
          return addressRefusal(value, blocks);
        case 'domain':
          return domains.has(value) ? `everybody talks to ${value}` : undefined;
        case 'url':
          return urlRefusal(value, domains, blocks);
        case 'user-agent':
          return undefined;
        default:
          return hashes.has(value) ? 'it is the hash of a program of the system, or of an empty file' : undefined;
      }
    },
  };
}

function programRefusal(path: string, programs: ReadonlySet<string>): string | undefined {
  const name = path.slice(path.lastIndexOf('\\') + 1);
  const isOwnPlace = name === path || /^(?:[a-z]:|%\w+%)?\\(?:windows\\)?(?:system32|syswow64|sysnative)\\/.test(path);
  if (!isOwnPlace || !(programs.has(name) || programs.has(`${name}.exe`))) return undefined;
  return `${name} is a program of the system, which everybody runs; name the folder that it does not belong in, or use its hash`;
}

function addressRefusal(value: string, blocks: readonly AddressBlock[]): string | undefined {
  const block = parseBlock(value);
  if (block === undefined) return undefined;
  const widest = block.bytes.length === 4 ? WIDEST_V4_BITS : WIDEST_V6_BITS;
  if (block.prefixBits < widest) return `a block wider than /${widest} holds mostly others`;
  const within = blocks.some((one) => isWithin(block, one) || isWithin(one, block));
  return within ? 'it is private, reserved, or a service that everybody uses' : undefined;
}

/** A URL without a path is no more than its host. */
function urlRefusal(value: string, domains: ReadonlySet<string>, blocks: readonly AddressBlock[]): string | undefined {
  if (/[/?]/.test(value)) return undefined;
  if (kindOfValue(value) === 'address') return addressRefusal(KINDS.address.normalise(value)!, blocks);
  return domains.has(value) ? `everybody talks to ${value}` : undefined;
}
