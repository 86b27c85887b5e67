import type { UsageCode } from '../model/index.ts';

/**
 * A fault inside a rule, thrown by the parts of the parser and turned into a UsageError with file, line and column by
 * `parseRules`. It never leaves this folder.
 */
export class RuleFault extends Error {
  readonly code: UsageCode;
  /** where in the text of the file, in UTF-16 units */
  readonly offset: number;
  readonly hint: string | undefined;

  constructor(code: UsageCode, message: string, offset: number, hint?: string) {
    super(message);
    this.name = 'RuleFault';
    this.code = code;
    this.offset = offset;
    this.hint = hint;
  }
}
