import type { CommandSpec } from './options.ts';
import { HELP, TEXT_OR_JSON } from './shared-options.ts';

export const VERIFY_EVIDENCE: CommandSpec = {
  name: 'verify-evidence',
  summary: 'Check that logs, rules and the CaseFile are still what a manifest says',
  operands: 'MANIFEST',
  examples: [
    ['landfall verify-evidence case.manifest.json --key key.pub.pem', 'every file, and who signed the manifest'],
    ['landfall verify-evidence case.manifest.json --in /mnt/evidence', 'on another machine'],
  ],
  options: [
    {
      name: 'key',
      value: 'PUBLIC',
      summary: 'Public key (PEM) that the manifest must be signed with, in MANIFEST.sig',
    },
    {
      name: 'in',
      value: 'DIR',
      summary: 'Folder that relative paths of the manifest begin in (default: the current one)',
    },
    TEXT_OR_JSON,
    HELP,
  ],
  notes: [
    'MANIFEST is what landfall hunt --json FILE --manifest MANIFEST wrote. Each file that was changed, is missing or has come since is named, and the exit code is then 10. Nothing is written.',
    'Without --key a signature is not checked, and whoever can change the logs can change the manifest too. The signature is one of Ed25519 over the bytes of MANIFEST: openssl pkeyutl -verify -pubin -inkey key.pub.pem -rawin -in MANIFEST -sigfile MANIFEST.sig checks it without Landfall.',
  ],
};

export const KEYS_NEW: CommandSpec = {
  name: 'keys new',
  summary: 'Make a pair of Ed25519 keys to sign manifests with',
  operands: 'FILE',
  examples: [
    ['landfall keys new key.pem', 'the secret key in key.pem, the public one in key.pub.pem'],
    ['landfall hunt logs --json case.json --manifest case.manifest.json --sign key.pem', 'what it is for'],
  ],
  options: [HELP],
  notes: [
    'FILE must not be there yet; only its owner can read it. Keep it away from the machines that are investigated, and give the public key to whoever is to check evidence. openssl genpkey -algorithm ed25519 -out key.pem and openssl pkey -in key.pem -pubout -out key.pub.pem make the same.',
  ],
};
