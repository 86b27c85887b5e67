import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { UsageError } from '../model/index.ts';
import { jsonText, safeText } from '../report/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { signatureFile } from './custody.ts';
import {
  type EvidenceManifest,
  filesBelow,
  MANIFEST_VERSION,
  type ManifestFile,
  placeOf,
  portable,
  ruleFiles,
} from './evidence-manifest.ts';
import { fileHash } from './file-hash.ts';
import { isSigned, publicKey } from './signature.ts';
import { print, type Terminal } from './terminal.ts';

/** What became of one file since the manifest was made. */
export interface EvidenceFault {
  readonly what: 'input' | 'rule' | 'setting' | 'case-file' | 'manifest';
  readonly file: string;
  readonly state: 'changed' | 'missing' | 'added' | 'unreadable' | 'not-signed' | 'wrong-signature';
}

type SignatureState = 'not-signed' | 'not-checked' | 'good' | 'wrong-signature';

const EVIDENCE_DIFFERS = 10;

/**
 * `landfall verify-evidence MANIFEST`: compares every file of a manifest with what lies there now.
 * @throws UsageError INPUT_MISSING, MANIFEST_INVALID, KEY_INVALID, OPTION_VALUE
 */
export async function verifyEvidence(given: Arguments, terminal: Terminal): Promise<number> {
  const format = choiceOption(given, 'format', ['text', 'json']);
  const [file] = given.operands;
  if (file === undefined || given.operands.length > 1) {
    throw new UsageError('INPUT_MISSING', 'One manifest must be named.', {
      hint: 'Write landfall verify-evidence case.manifest.json --key key.pub.pem.',
    });
  }
  const bytes = readManifestFile(file);
  const manifest = parsedManifest(file, bytes);
  const signature = signatureState(file, bytes, given.value('key'));
  const faults = [
    ...signatureFaults(file, signature, given.has('key')),
    ...(await compare(manifest, given.value('in'))),
  ];
  const text =
    format === 'json'
      ? `${jsonText({ manifest: file, signature, files: countOf(manifest), faults })}\n`
      : reportText(manifest, signature, faults);
  await print(terminal.stdout, text);
  return faults.length === 0 ? 0 : EVIDENCE_DIFFERS;
}

function readManifestFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new UsageError('INPUT_MISSING', `"${file}" could not be read.`, { file, cause, hint: 'Check the spelling.' });
  }
}

function parsedManifest(file: string, bytes: Buffer): EvidenceManifest {
  let value: Partial<EvidenceManifest> | null = null;
  try {
    value = JSON.parse(bytes.toString('utf8')) as Partial<EvidenceManifest> | null;
  } catch {
    // Said below, as for another JSON.
  }
  const lists = [
    value?.inputs,
    value?.rules,
    value?.settings,
    value?.caseFile === undefined ? undefined : [value.caseFile],
  ];
  const isSound =
    value?.manifestVersion === MANIFEST_VERSION &&
    lists.every((list) => Array.isArray(list) && list.every(isManifestFile)) &&
    [value.paths, value.rulePaths, value.unread, value.results].every(isTextList);
  if (isSound) return value as EvidenceManifest;
  throw new UsageError('MANIFEST_INVALID', `"${file}" is no manifest of version ${MANIFEST_VERSION}.`, {
    file,
    hint: 'Make one with landfall hunt LOGS --json case.json --manifest FILE.',
  });
}

function isManifestFile(value: Partial<ManifestFile> | null): boolean {
  return typeof value?.file === 'string' && typeof value.sha256 === 'string';
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function signatureState(file: string, bytes: Uint8Array, keyFile: string | undefined): SignatureState {
  const signed = signatureFile(file);
  if (!existsSync(signed)) return 'not-signed';
  if (keyFile === undefined) return 'not-checked';
  return isSigned(bytes, readManifestFile(signed), publicKey(keyFile)) ? 'good' : 'wrong-signature';
}

/** Without a key nothing was promised of the signature. */
function signatureFaults(file: string, state: SignatureState, isPromised: boolean): EvidenceFault[] {
  if (state === 'wrong-signature') return [{ what: 'manifest', file, state }];
  return state === 'not-signed' && isPromised ? [{ what: 'manifest', file, state }] : [];
}

async function compare(manifest: EvidenceManifest, folder: string | undefined): Promise<EvidenceFault[]> {
  const here = (file: string): string => inFolder(placeOf(file), folder);
  const groups = [
    ['input', manifest.inputs],
    ['rule', manifest.rules],
    ['setting', manifest.settings],
    ['case-file', [manifest.caseFile]],
  ] as const;
  const faults: EvidenceFault[] = [];
  for (const [what, files] of groups) {
    for (const { file, sha256 } of files) {
      const state = await stateOf(here(file), sha256);
      if (state !== undefined) faults.push({ what, file, state });
    }
  }
  return [...faults, ...addedFiles(manifest, folder)];
}

async function stateOf(place: string, sha256: string): Promise<EvidenceFault['state'] | undefined> {
  if (!existsSync(place)) return 'missing';
  const hash = await fileHash(place);
  if (hash === undefined) return 'unreadable';
  return hash.sha256 === sha256 ? undefined : 'changed';
}

/** Files that lie below the named paths now and did not then. */
function addedFiles(manifest: EvidenceManifest, folder: string | undefined): EvidenceFault[] {
  const { inputs, rules, paths, rulePaths, unread, results } = manifest;
  const added = (what: 'input' | 'rule', files: readonly string[], known: readonly ManifestFile[]): EvidenceFault[] => {
    const before = new Set(
      [...known.map(({ file }) => file), ...unread].map((file) => inFolder(placeOf(file), folder)),
    );
    return files
      .filter((file) => !before.has(file))
      .map((file) => ({ what, file: withoutFolder(portable(file), folder), state: 'added' }));
  };
  const thereNow = (names: readonly string[]): string[] =>
    names.map((name) => inFolder(placeOf(name), folder)).filter((place) => existsSync(place));
  // The hunt's own results came after the inputs were listed, and the manifest is not among them.
  const own = thereNow(results);
  return [
    ...added('input', filesBelow(thereNow(paths), own), inputs),
    ...added('rule', ruleFiles(thereNow(rulePaths)), rules),
  ];
}

function inFolder(file: string, folder: string | undefined): string {
  return folder === undefined || isAbsolute(file) ? file : join(folder, file);
}

function withoutFolder(file: string, folder: string | undefined): string {
  return folder !== undefined && file.startsWith(join(folder, '/')) ? file.slice(join(folder, '/').length) : file;
}

function countOf({ inputs, rules, settings }: EvidenceManifest): number {
  return inputs.length + rules.length + settings.length + 1;
}

const STATE_WORDS: Readonly<Record<EvidenceFault['state'], string>> = {
  changed: 'was changed',
  missing: 'is missing',
  added: 'has come since',
  unreadable: 'could not be read',
  'not-signed': 'is not signed, though a key was given',
  'wrong-signature': 'was changed, or signed with another key',
};

const SIGNATURE_WORDS: Readonly<Record<SignatureState, string>> = {
  'not-signed': 'The manifest is not signed: whoever can change the files can change it too.',
  'not-checked': 'The manifest has a signature, which was not checked: give the public key with --key.',
  good: 'The manifest is signed with the key that was given.',
  'wrong-signature': 'The signature of the manifest is WRONG.',
};

function reportText(manifest: EvidenceManifest, signature: SignatureState, faults: readonly EvidenceFault[]): string {
  const { madeAt, tool, unread } = manifest;
  const lines = faults.map(({ what, file, state }) => `${what.toUpperCase()}  ${safeText(file)} ${STATE_WORDS[state]}`);
  const count = countOf(manifest).toLocaleString('en-US');
  return [
    ...lines,
    ...unread.map((file) => `Nothing is said of ${safeText(file)}: it could not be read when the manifest was made.`),
    SIGNATURE_WORDS[signature],
    `${count} files of ${safeText(String(madeAt))}, landfall ${safeText(String(tool?.version))}: ${faults.length === 0 ? 'all as they were.' : `${faults.length} ${faults.length === 1 ? 'difference' : 'differences'}.`}`,
    '',
  ].join('\n');
}
