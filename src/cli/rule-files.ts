import { readFileSync } from 'node:fs';
import type { RuleText } from '../investigate.ts';
import { type Problem, UsageError } from '../model/index.ts';
import { type FoundFile, findFiles } from '../read/index.ts';

/** The rule files below the given paths. */
export interface RuleFiles {
  readonly texts: readonly RuleText[];
  /** files that could not be read */
  readonly problems: readonly Problem[];
}

/** Where rules are: what `readRuleFiles` would read. */
export interface RuleFileList {
  readonly files: readonly FoundFile[];
  /** what could not be looked into */
  readonly problems: readonly Problem[];
}

/**
 * Finds every .yml and .yaml file below each path; a path that is a file is taken whatever its name.
 * @throws UsageError RULES_NONE when a path holds no rule file, or none is given; INPUT_MISSING when it does not exist
 */
export function findRuleFiles(paths: readonly string[]): RuleFileList {
  if (paths.length === 0) {
    throw new UsageError('RULES_NONE', 'No rules were given.', {
      hint: 'Add --rules DIR with a folder of Sigma rules, for example a copy of https://github.com/SigmaHQ/sigma.',
    });
  }
  const files = new Map<string, FoundFile>();
  const problems: Problem[] = [];
  for (const path of paths) {
    let isEmpty = true;
    for (const found of findFiles([path])) {
      if (found.kind === 'skipped') problems.push(found.problem);
      else if (found.source === path || /\.ya?ml$/i.test(found.source)) files.set(found.source, found);
      else continue;
      isEmpty = false;
    }
    if (isEmpty) throw noRules(path);
  }
  return { files: [...files.values()], problems };
}

/** Reads the rule files of a list, in its order. */
export function readRules({ files, problems }: RuleFileList): RuleFiles {
  const texts: RuleText[] = [];
  const unread: Problem[] = [];
  for (const { source } of files) {
    try {
      texts.push(readTextFile(source));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      unread.push({ code: 'FILE_UNREADABLE', source, message: error.message });
    }
  }
  return { texts, problems: [...problems, ...unread] };
}

/** `findRuleFiles` and `readRules` in one. */
export function readRuleFiles(paths: readonly string[]): RuleFiles {
  return readRules(findRuleFiles(paths));
}

/** The UsageError for a place without any rule. */
export function noRules(path: string): UsageError {
  return new UsageError('RULES_NONE', `There is no Sigma rule in "${path}".`, {
    hint: 'Rules are .yml files with title, logsource and detection; name the folder that holds them with --rules DIR.',
  });
}

/**
 * Reads a small text file that an option names.
 * @throws UsageError INPUT_MISSING when it cannot be read
 */
export function readTextFile(file: string): RuleText {
  try {
    return { file, text: readFileSync(file, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError('INPUT_MISSING', `The file "${file}" could not be read: ${code}.`, {
      hint: 'Check the spelling and the permissions.',
      cause: error,
    });
  }
}
