import { openTest, PLAIN_NAME, type Scaffold } from './scaffold.ts';

/** An output format. */
export const reportScaffold: Scaffold = {
  kind: 'report',
  pattern: PLAIN_NAME,
  example: 'timesketch',
  files: ({ given, camel }) =>
    new Map([
      [
        `src/report/${given}.ts`,
        `import type { CaseFile } from '../model/index.ts';
import { safeText } from './safe-text.ts';

/** A case as ${given}: what reads it, and what makes log text inert in it. Source: the format's specification. */
export function ${camel}Text({ alerts }: CaseFile): string {
  return alerts.map(({ rule }) => \`\${safeText(rule.title)}\\n\`).join('');
}
`,
      ],
      [
        `src/report/${given}.test.ts`,
        openTest(
          `a case becomes ${given}, and hostile text in it is inert`,
          `Fill src/report/${given}.ts, then write this test: docs/adding-a-report.md`,
        ),
      ],
    ]),
  next: ({ given, camel }) => [
    `src/report/${given}.ts: the format`,
    `src/report/index.ts: export ${camel}Text`,
    `src/report/${given}.test.ts: a small CaseFile, and the texts of fixtures/hostile/texts.json`,
    'src/cli: the option that writes it. All steps: docs/adding-a-report.md',
  ],
};
