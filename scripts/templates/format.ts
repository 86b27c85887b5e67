import { openTest, PLAIN_NAME, type Scaffold } from './scaffold.ts';

/** A log format that is read line by line, to begin with. */
export const formatScaffold: Scaffold = {
  kind: 'format',
  pattern: PLAIN_NAME,
  example: 'syslog',
  files: ({ given, camel, pascal }) =>
    new Map([
      [
        `src/read/${given}.ts`,
        `import type { LogFormat } from './format.ts';
import { readLines, splitByLines } from './lines.ts';
import { resumeLines } from './resume-lines.ts';

/** One record of ${given}. */
export interface ${pascal}Record {
  readonly kind: 'record';
  readonly byteOffset: number;
}

/** ${given}: what it is, who writes it, and where it is specified. */
export const ${camel}Format: LogFormat<${pascal}Record> = {
  name: '${given}',
  sniff: () => false,
  split: splitByLines,
  resumption: resumeLines,
  *read(source, range) {
    for (const { byteOffset } of readLines(source, range)) yield { kind: 'record', byteOffset };
  },
};
`,
      ],
      [
        `src/read/${given}.test.ts`,
        openTest(
          `${given} is known by its content and read`,
          `Fill src/read/${given}.ts and its fixture, then write this test: docs/adding-a-format.md`,
        ),
      ],
      [`fixtures/read/${given}/small.txt`, `Replace this line with invented records in the format ${given}.\n`],
    ]),
  next: ({ given, camel }) => [
    `src/read/${given}.ts: the record, sniff and read`,
    `src/read/identify.ts: add ${camel}Format to LOG_FORMATS`,
    `fixtures/read/${given}/small.txt: invented records`,
    `src/read/${given}.test.ts: sound input, damage, ranges`,
    'scripts/fuzz: a target; docs/formats: a page. All steps: docs/adding-a-format.md',
  ],
};
