import { openTest, PLAIN_NAME, type Scaffold } from './scaffold.ts';

/** A command of the program. */
export const commandScaffold: Scaffold = {
  kind: 'command',
  pattern: PLAIN_NAME,
  example: 'coverage',
  files: ({ given, camel }) =>
    new Map([
      [
        `src/cli/${given}.ts`,
        `import { safeText } from '../report/index.ts';
import type { Arguments } from './arguments.ts';
import { print, type Terminal } from './terminal.ts';

/**
 * \`landfall ${given} PATH...\`: what it does.
 * @returns an exit code of EXIT_CODES
 * @throws UsageError for bad use
 */
export async function ${camel}(given: Arguments, terminal: Terminal): Promise<number> {
  for (const operand of given.operands) await print(terminal.stdout, \`\${safeText(operand)}\\n\`);
  return 0;
}
`,
      ],
      [
        `test/${given}.test.ts`,
        openTest(
          `landfall ${given} prints what it found`,
          `Fill src/cli/${given}.ts, then write this test: docs/adding-a-command.md`,
        ),
      ],
    ]),
  next: ({ given, camel }) => [
    `src/cli/${given}.ts: read arguments, call a stage or library, show`,
    'src/cli/options.ts: a CommandSpec in COMMANDS',
    `src/cli/main.ts: ${camel} in RUNNERS`,
    `test/${given}.test.ts: run it as a user does, bad use included`,
    'npm run build && node dist/scripts/generate-docs.js. All steps: docs/adding-a-command.md',
  ],
};
