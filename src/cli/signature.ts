import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { UsageError } from '../model/index.ts';
import { readTextFile } from './rule-files.ts';

const HINT = 'Make a pair with landfall keys new case-key.pem, or with openssl genpkey -algorithm ed25519.';

/** A pair of Ed25519 keys as PEM (PKCS 8 and SPKI, RFC 8410), as openssl reads them too. */
export function newKeys(): { readonly secretPem: string; readonly publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    secretPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/**
 * Reads a secret key for signing.
 * @throws UsageError INPUT_MISSING, KEY_INVALID when it is no Ed25519 key, or one with a passphrase
 */
export function secretKey(file: string): KeyObject {
  return ed25519(file, 'a secret key', createPrivateKey);
}

/**
 * Reads a public key for checking.
 * @throws UsageError INPUT_MISSING, KEY_INVALID
 */
export function publicKey(file: string): KeyObject {
  // createPublicKey would take a secret key too, which has no business where evidence is checked.
  return ed25519(file, 'a public key', (pem) => {
    if (pem.includes('PRIVATE KEY')) throw new TypeError('it is a secret key');
    return createPublicKey(pem);
  });
}

/** Signs bytes: 64 bytes, as `openssl pkeyutl -sign -rawin` makes them. Source: RFC 8032. */
export function signed(bytes: Uint8Array, key: KeyObject): Uint8Array {
  return sign(null, bytes, key);
}

/** Whether a signature is one of these bytes by the key. */
export function isSigned(bytes: Uint8Array, signature: Uint8Array, key: KeyObject): boolean {
  return signature.length === 64 && verify(null, bytes, key, signature);
}

function ed25519(file: string, what: string, read: (pem: string) => KeyObject): KeyObject {
  const { text } = readTextFile(file);
  let key: KeyObject | undefined;
  let cause: unknown;
  try {
    key = read(text);
  } catch (error) {
    cause = error;
  }
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new UsageError('KEY_INVALID', `"${file}" is not ${what} of Ed25519 in PEM without a passphrase.`, {
    file,
    hint: HINT,
    cause,
  });
}
