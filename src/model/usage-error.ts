import type { UsageCode } from './codes.ts';

/** Bad use (a flag, a config, a rule file): shown as one sentence with advice and without a stack. */
export class UsageError extends Error {
  readonly code: UsageCode;
  readonly file: string | undefined;
  readonly line: number | undefined;
  /** counted from 1, in UTF-16 units */
  readonly column: number | undefined;
  /** what to do about it, one sentence */
  readonly hint: string | undefined;

  constructor(
    code: UsageCode,
    message: string,
    where: { file?: string; line?: number; column?: number; hint?: string; cause?: unknown } = {},
  ) {
    super(message, where.cause === undefined ? undefined : { cause: where.cause });
    this.name = 'UsageError';
    this.code = code;
    this.file = where.file;
    this.line = where.line;
    this.column = where.column;
    this.hint = where.hint;
  }
}
