import type { KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { UsageError } from '../model/index.ts';
import type { CaseFileHead } from '../report/index.ts';
import type { Arguments } from './arguments.ts';
import { filesBelow, makeManifest, manifestText } from './evidence-manifest.ts';
import type { HuntOptions } from './hunt-options.ts';
import type { NamedFile } from './result-files.ts';
import { secretKey, signed } from './signature.ts';
import { outputFailure } from './terminal.ts';
import { landfallVersion } from './version.ts';

/** The chain of custody of one hunt: its manifest, and the signature beside it. */
export interface Custody {
  /** what will be written, to be checked against inputs and other results */
  readonly files: readonly NamedFile[];
  /**
   * Creates the files, empty, so that a place that cannot be written is found before the work.
   * @throws UsageError OUTPUT_FAILED
   */
  open(): void;
  /**
   * Writes the manifest when the CaseFile is written.
   * @param ownResults all files that this hunt writes
   * @returns what was written, for the summary
   * @throws UsageError OUTPUT_FAILED
   */
  write(
    head: CaseFileHead,
    nowMs: number,
    ownResults: readonly string[],
  ): Promise<readonly (readonly [what: string, file: string])[]>;
}

/** Where the signature of a manifest lies. */
export function signatureFile(manifest: string): string {
  return `${manifest}.sig`;
}

/**
 * What `--manifest` and `--sign` ask for; undefined when neither was given.
 * @throws UsageError OPTION_VALUE, INPUT_MISSING or KEY_INVALID, before any work
 */
export function custodyOption(given: Arguments, options: HuntOptions): Custody | undefined {
  const manifest = given.value('manifest');
  const keyFile = given.value('sign');
  if (manifest === undefined && keyFile === undefined) return undefined;
  const caseFile = given.value('json');
  if (manifest === undefined || manifest === '-') throw refused('--sign needs --manifest FILE, which it signs.');
  if (caseFile === undefined || caseFile === '-') throw refused('--manifest needs --json FILE, whose hash it holds.');
  if (options.stateFile !== undefined) throw refused('--manifest and --state cannot be given together.');
  const key = keyFile === undefined ? undefined : secretKey(keyFile);
  const signature = { option: 'sign', file: signatureFile(manifest) };
  return {
    files: [{ option: 'manifest', file: manifest }, ...(key === undefined ? [] : [signature])],
    open: () => {
      writeWhole(manifest, new Uint8Array());
      if (key !== undefined) writeWhole(signature.file, new Uint8Array());
    },
    write: async (head, nowMs, ownResults) => {
      const made = await makeManifest({
        tool: { name: 'landfall', version: landfallVersion(), node: process.version, platform: process.platform },
        madeAt: new Date(nowMs).toISOString(),
        options: optionsGiven(given),
        ...{ paths: options.paths, rulePaths: options.rulePaths, settingFiles: settingFiles(options), caseFile },
        ...{ ownResults: [...ownResults, signature.file], known: knownHashes(head) },
      });
      return writeManifest(manifest, manifestText(made), key);
    },
  };
}

function writeManifest(file: string, text: string, key: KeyObject | undefined): (readonly [string, string])[] {
  const bytes = Buffer.from(text);
  writeWhole(file, bytes);
  if (key === undefined) return [['Manifest, not signed', file]];
  writeWhole(signatureFile(file), signed(bytes, key));
  return [
    ['Manifest', file],
    ['Signature', signatureFile(file)],
  ];
}

// What decides results; where they went is of no weight, and the key's place is nobody's business.
const WEIGHTLESS = new Set(['sign', 'quiet', 'verbose', 'no-progress', 'no-color', 'jobs', 'rules-cache']);

function optionsGiven(given: Arguments): { readonly name: string; readonly values: readonly string[] }[] {
  return given
    .names()
    .filter((name) => !WEIGHTLESS.has(name))
    .map((name) => ({ name, values: given.values(name) }));
}

function settingFiles({ placeholdersFile, pipelineFiles, indicatorPaths }: HuntOptions): string[] {
  const named = [...(placeholdersFile === undefined ? [] : [placeholdersFile]), ...pipelineFiles];
  return [...named, ...filesBelow(indicatorPaths, [])];
}

function knownHashes({ sources }: CaseFileHead): ReadonlyMap<string, string> {
  return new Map(sources.flatMap(({ source, sha256 }) => (sha256 === undefined ? [] : [[source, sha256] as const])));
}

function writeWhole(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes);
  } catch (error) {
    throw outputFailure(`"${file}"`, error as Error);
  }
}

function refused(message: string): UsageError {
  return new UsageError('OPTION_VALUE', message, {
    hint: 'Write landfall hunt LOGS --json case.json --manifest case.manifest.json --sign key.pem.',
  });
}
