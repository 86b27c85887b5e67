import type { DerivedField } from '../../model/index.ts';
import { fromText } from './derive.ts';

// Sysmon writes `SHA1=..,MD5=..,SHA256=..,IMPHASH=..` into one field; the taxonomy and older rules name them singly.
const ALGORITHMS: Readonly<Record<string, string>> = {
  md5: 'MD5',
  sha1: 'SHA1',
  sha256: 'SHA256',
  imphash: 'IMPHASH',
  Imphash: 'IMPHASH',
};

/** The single hashes inside Sysmon's `Hashes`, under the names rules use. */
export const HASH_FIELDS: Readonly<Record<string, DerivedField>> = Object.fromEntries(
  Object.entries(ALGORITHMS).map(([name, algorithm]) => [name, hashOf(algorithm)]),
);

function hashOf(algorithm: string): DerivedField {
  return fromText(['Hashes'], (hashes) => {
    const entry = hashes?.split(',').find((part) => part.toUpperCase().startsWith(`${algorithm}=`));
    return entry?.slice(algorithm.length + 1);
  });
}
