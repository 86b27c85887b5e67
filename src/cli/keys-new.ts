import { writeFileSync } from 'node:fs';
import { UsageError } from '../model/index.ts';
import { safeText } from '../report/index.ts';
import type { Arguments } from './arguments.ts';
import { newKeys } from './signature.ts';
import { outputFailure, print, type Terminal } from './terminal.ts';

/**
 * `landfall keys new FILE`: makes a pair of keys; nothing is overwritten.
 * @throws UsageError INPUT_MISSING, OPTION_VALUE when a file is there, OUTPUT_FAILED
 */
export async function keysNew(given: Arguments, terminal: Terminal): Promise<number> {
  const [file] = given.operands;
  if (file === undefined || given.operands.length > 1) {
    throw new UsageError('INPUT_MISSING', 'One file for the secret key must be named.', {
      hint: 'Write landfall keys new key.pem.',
    });
  }
  const publicFile = `${file.replace(/\.pem$/, '')}.pub.pem`;
  const { secretPem, publicPem } = newKeys();
  writeNew(file, secretPem, 0o600);
  writeNew(publicFile, publicPem, 0o644);
  await print(terminal.stdout, `Secret key: ${safeText(file)}\nPublic key: ${safeText(publicFile)}\n`);
  return 0;
}

function writeNew(file: string, text: string, mode: number): void {
  try {
    writeFileSync(file, text, { mode, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw outputFailure(`"${file}"`, error as Error);
    throw new UsageError('OPTION_VALUE', `"${file}" is there already; no key is overwritten.`, {
      file,
      hint: 'Name another file.',
    });
  }
}
