import { readFileSync } from 'node:fs';
import type { RuleText } from '../investigate.ts';
import { type Problem, UsageError } from '../model/index.ts';
import { findFiles } from '../read/index.ts';

/** The rule files below the given paths. */
export interface RuleFiles {
  readonly texts: readonly RuleText[];
  /** files that could not be read */
  readonly problems: readonly Problem[];
}

/**
 * Reads every .yml and .yaml file below each path; a path that is a file is read whatever its name.
 * @throws UsageError RULES_NONE when a path holds no rule file, or none is given; INPUT_MISSING when it does not exist
 */
export function readRuleFiles(paths: readonly string[]): RuleFiles {
  if (paths.length === 0) {
    throw new UsageError('RULES_NONE', 'No rules were given.', {
      hint: 'Add --rules DIR with a folder of Sigma rules, for example a copy of https://github.com/SigmaHQ/sigma.',
    });
  }
  const texts = new Map<string, RuleText>();
  const problems: Problem[] = [];
  for (const path of paths) {
    const before = texts.size + problems.length;
    for (const found of findFiles([path])) {
      if (found.kind === 'skipped') problems.push(found.problem);
      else if (found.source === path || /\.ya?ml$/i.test(found.source)) readRuleFile(found.source, texts, problems);
    }
    if (texts.size + problems.length === before) throw noRules(path);
  }
  return { texts: [...texts.values()], problems };
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

function readRuleFile(file: string, texts: Map<string, RuleText>, problems: Problem[]): void {
  try {
    texts.set(file, readTextFile(file));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    problems.push({ code: 'FILE_UNREADABLE', source: file, message: error.message });
  }
}
