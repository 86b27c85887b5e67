import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { findFiles } from '../read/index.ts';
import { inertJson } from '../report/index.ts';
import { type FileHash, fileHash } from './file-hash.ts';
import { packagePlace } from './package-place.ts';
import { realPlace } from './result-files.ts';

/** Version of the manifest's form. */
export const MANIFEST_VERSION = 1;

/** One file of the evidence: where it lay, and what its bytes were. */
export interface ManifestFile extends FileHash {
  /** as it was named or found below a named folder; `landfall:` stands for the folder of the package */
  readonly file: string;
}

/**
 * What a hunt was made from and what it came to, so that a change of any of it is noticed. The inputs are all files below the
 * named paths, whether they hold logs or not; an archive is one file.
 */
export interface EvidenceManifest {
  readonly manifestVersion: typeof MANIFEST_VERSION;
  readonly tool: {
    readonly name: 'landfall';
    readonly version: string;
    readonly node: string;
    readonly platform: string;
  };
  /** when the hunt ended, by the clock of the machine, ISO 8601 in UTC */
  readonly madeAt: string;
  readonly options: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly paths: readonly string[];
  readonly inputs: readonly ManifestFile[];
  /** files that could not be read, so that nothing is said of their bytes */
  readonly unread: readonly string[];
  readonly rulePaths: readonly string[];
  readonly rules: readonly ManifestFile[];
  /** other files that options name: placeholders, pipelines, feeds of indicators */
  readonly settings: readonly ManifestFile[];
  readonly caseFile: ManifestFile;
  /** what else the hunt wrote, which may lie among the inputs */
  readonly results: readonly string[];
}

/** What a manifest is made of. */
export interface ManifestParts extends Pick<EvidenceManifest, 'tool' | 'madeAt' | 'options' | 'paths' | 'rulePaths'> {
  readonly settingFiles: readonly string[];
  readonly caseFile: string;
  /** results of the hunt, which may lie among the logs */
  readonly ownResults: readonly string[];
  /** SHA-256 that was taken while a file was read: it is not read again */
  readonly known: ReadonlyMap<string, string>;
}

/**
 * Makes the manifest of a hunt that is done.
 * @throws Error when the CaseFile that was just written cannot be read
 */
export async function makeManifest(parts: ManifestParts): Promise<EvidenceManifest> {
  const { tool, madeAt, options, paths, rulePaths, known } = parts;
  const inputs = await hashedFiles(filesBelow(paths.map(fileOnDisk), parts.ownResults), known);
  const rules = await hashedFiles(ruleFiles(rulePaths));
  const settings = await hashedFiles(parts.settingFiles);
  const caseFile = await hashedFiles([parts.caseFile]);
  const [written] = caseFile.files;
  if (written === undefined) throw new Error('the CaseFile that was just written cannot be read');
  return {
    ...{ manifestVersion: MANIFEST_VERSION, tool, madeAt, options, paths, inputs: inputs.files },
    ...{ unread: [...inputs.unread, ...rules.unread, ...settings.unread] },
    ...{ rulePaths: rulePaths.map(portable), rules: rules.files, settings: settings.files, caseFile: written },
    results: parts.ownResults,
  };
}

/** A path, or the archive that it leads into. */
function fileOnDisk(path: string): string {
  for (let at = path; ; at = dirname(at)) if (existsSync(at) || dirname(at) === at) return at;
}

/** The text of a manifest, which is what is signed. */
export function manifestText(manifest: EvidenceManifest): string {
  return `${inertJson(JSON.stringify(manifest, undefined, 1))}\n`;
}

/** Every file below the paths but those named, in reading order. */
export function filesBelow(paths: readonly string[], without: readonly string[]): string[] {
  const own = new Set(without.map(realPlace));
  const files: string[] = [];
  // What is left out here (links that lead nowhere, folders without permission) is a Problem of the hunt.
  for (const found of findFiles(paths)) {
    if (found.kind === 'file' && !own.has(realPlace(found.source))) files.push(found.source);
  }
  return files;
}

/** The files of rules below the paths, as `hunt` takes them. */
export function ruleFiles(paths: readonly string[]): string[] {
  const named = new Set(paths);
  return filesBelow(paths, []).filter((file) => named.has(file) || /\.ya?ml$/i.test(file));
}

/** Files with their hashes, and those that could not be read. */
export async function hashedFiles(
  files: readonly string[],
  known: ReadonlyMap<string, string> = new Map(),
): Promise<{ readonly files: readonly ManifestFile[]; readonly unread: readonly string[] }> {
  const hashed: ManifestFile[] = [];
  const unread: string[] = [];
  for (const file of files) {
    const sha256 = known.get(file);
    const sizeBytes = sha256 === undefined ? undefined : statSync(file, { throwIfNoEntry: false })?.size;
    const hash = sizeBytes === undefined || sha256 === undefined ? await fileHash(file) : { sizeBytes, sha256 };
    if (hash === undefined) unread.push(portable(file));
    else hashed.push({ file: portable(file), sizeBytes: hash.sizeBytes, sha256: hash.sha256 });
  }
  return { files: hashed, unread };
}

const PACKAGE = 'landfall:';

/** A file of the package by its place in it, which is the same on every machine. */
export function portable(file: string): string {
  const root = packagePlace('');
  return file.startsWith(root) ? `${PACKAGE}${file.slice(root.length)}` : file;
}

/** Where a file of a manifest lies here. */
export function placeOf(file: string): string {
  return file.startsWith(PACKAGE) ? packagePlace(file.slice(PACKAGE.length)) : file;
}
