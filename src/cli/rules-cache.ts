import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadedRules, RuleSetup } from '../investigate.ts';
import { byCodePoint, UsageError } from '../model/index.ts';
import { type FoundFile, findFiles, type SkippedFile } from '../read/index.ts';
import { deserialiseRules, serialiseRules } from '../sigma/index.ts';
import { landfallVersion } from './version.ts';

/** All that loaded rules depend on, besides the content of their files. */
type SetupWithoutTexts = Omit<RuleSetup, 'ruleTexts'>;

/**
 * Keeps loaded rules between runs. It may forget at any time, and nothing that is wrong with it is an error: then the
 * rules are parsed again. What it gives back is what was put in for the same files, unchanged, or nothing.
 */
export interface RulesCache {
  find(files: readonly FoundFile[], setup: SetupWithoutTexts): LoadedRules | undefined;
  /** @param files as they were found before their texts were read */
  keep(files: readonly FoundFile[], setup: SetupWithoutTexts, rules: LoadedRules): void;
}

/** A cache that never has anything. */
export const NO_RULES_CACHE: RulesCache = { find: () => undefined, keep: () => {} };

/** Where caches of a user belong: XDG base directory specification; on Windows the local application data. */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = environment;
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'landfall', 'cache');
  // The specification: relative paths are to be ignored.
  const base = XDG_CACHE_HOME?.startsWith('/') ? XDG_CACHE_HOME : join(homedir(), '.cache');
  return join(base, 'landfall');
}

/**
 * A cache in a folder, which is made when something is kept. A folder that others may write to is not used.
 * @param nowMs the clock, UTC milliseconds since 1970
 */
export function openRulesCache(folder: string, nowMs: () => number): RulesCache {
  let program: readonly string[] | undefined;
  // Other code may read the same rules otherwise, so its files count as much as those of the rules.
  const keyOf = (files: readonly FoundFile[], setup: SetupWithoutTexts): string => {
    program ??= stamps([...findFiles(RULE_CODE.map(programFolder))].filter(({ source }) => CODE.test(source)));
    const key = JSON.stringify([landfallVersion(), process.version, program, setup, stamps(files)]);
    return createHash('sha256').update(key).digest('hex');
  };
  return {
    find: (files, setup) => unlessDiskFails(() => findIn(folder, keyOf(files, setup))),
    keep: (files, setup, rules) => {
      // A file may change again within the same tick of its disk's clock, and would look unchanged.
      if (files.some(({ changedMs }) => changedMs > nowMs() - COARSEST_TICK_MS)) return;
      unlessDiskFails(() => keepIn(folder, keyOf(files, setup), rules));
    },
  };
}

// All that decides what a rule file becomes: who parses and binds it, and what the products of logs supply.
const RULE_CODE = ['model', 'sigma', 'detect', 'normalise'];
const CODE = /(?<!\.d)\.[jt]s$/;

function programFolder(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url));
}

// FAT counts changes in 2 seconds; other file systems are finer.
const COARSEST_TICK_MS = 2_000;

function stamps(found: readonly (FoundFile | SkippedFile)[]): readonly string[] {
  return found.flatMap((file) => (file.kind === 'file' ? [file.source, file.stamp] : []));
}

function findIn(folder: string, key: string): LoadedRules | undefined {
  if (!isOwn(lstatSync(folder))) return undefined;
  const descriptor = openSync(join(folder, fileName(key)), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    return isOwn(fstatSync(descriptor)) ? decode(readShared(descriptor), key) : undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** All of a file, in memory that workers can share. */
function readShared(descriptor: number): Buffer {
  const bytes = Buffer.from(new SharedArrayBuffer(fstatSync(descriptor).size));
  let length = 0;
  for (let read = -1; read !== 0 && length < bytes.length; length += read) {
    read = readSync(descriptor, bytes, length, bytes.length - length, length);
  }
  return bytes.subarray(0, length);
}

function keepIn(folder: string, key: string, rules: LoadedRules): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!isOwn(lstatSync(folder))) return;
  const file = join(folder, fileName(key));
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, encode(rules, key), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
  removeOldest(folder);
}

function fileName(key: string): string {
  return `rules-${key.slice(0, 32)}.cache`;
}

// Files of other versions, folders and states of folders of rules; each has some MB.
const MOST_FILES = 8;

function unlessDiskFails<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}

/** On POSIX: belongs to this user and nobody else may change it. A link is neither. Windows keeps profiles apart. */
function isOwn(stats: Stats): boolean {
  if (stats.isSymbolicLink()) return false;
  return process.getuid === undefined || (stats.uid === process.getuid() && (stats.mode & 0o022) === 0);
}

function removeOldest(folder: string): void {
  const files = readdirSync(folder).filter((name) => /^rules-[0-9a-f]{32}\.cache(?:\.\d+\.tmp)?$/.test(name));
  const newestFirst = files
    .map((name) => ({ name, changedMs: statSync(join(folder, name)).mtimeMs }))
    .sort((left, right) => right.changedMs - left.changedMs || byCodePoint(left.name, right.name));
  for (const { name } of newestFirst.slice(MOST_FILES)) rmSync(join(folder, name), { force: true });
}

type ErrorFields = Pick<UsageError, 'code' | 'message' | 'file' | 'line' | 'column' | 'hint'>;
type Head = Omit<LoadedRules, 'bound' | 'errors'> & { readonly errors: readonly ErrorFields[] };

/** The checksum of the rest, a line of JSON, and the bound rules. All of it ASCII. */
function encode({ bound, errors, ...rest }: LoadedRules, key: string): Buffer {
  const head: Head = {
    ...rest,
    errors: errors.map(({ code, message, file, line, column, hint }) => ({ code, message, file, line, column, hint })),
  };
  const headLine = `${Buffer.from(JSON.stringify(head)).toString('base64')}\n`;
  const content = Buffer.concat([Buffer.from(headLine), serialiseRules(bound)]);
  return Buffer.concat([Buffer.from(`${checksum(key, content)}\n`), content]);
}

function decode(bytes: Buffer, key: string): LoadedRules | undefined {
  const start = CHECKSUM_LENGTH + 1;
  const content = bytes.subarray(start);
  if (bytes.toString('latin1', 0, start) !== `${checksum(key, content)}\n`) return undefined;
  const headEnd = content.indexOf('\n');
  const head = JSON.parse(Buffer.from(content.toString('latin1', 0, headEnd), 'base64').toString()) as Head;
  return {
    ...head,
    errors: head.errors.map(toUsageError),
    bound: deserialiseRules(content.subarray(headEnd + 1)),
  };
}

const CHECKSUM_LENGTH = 64;

function checksum(key: string, content: Uint8Array): string {
  return createHash('sha256').update(key).update(content).digest('hex');
}

function toUsageError({ code, message, file, line, column, hint }: ErrorFields): UsageError {
  return new UsageError(code, message, {
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(hint === undefined ? {} : { hint }),
  });
}
