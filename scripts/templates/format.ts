import { openTest, PLAIN_NAME, type Scaffold } from './scaffold.ts';

/** A log format that is read line by line, to begin with. */
export const formatScaffold: Scaffold = {
  kind: 'format',
  pattern: PLAIN_NAME,
  example: 'syslog',
  files: ({ given, camel }) =>
    new Map([
      [
        `src/read/${given}.ts`,
        `import type { FieldRecord, FieldValue, RecordStructure } from '../model/index.ts';
import type { LogFormat } from './format.ts';
import { readLines, splitByLines } from './lines.ts';
import { resumeLines } from './resume-lines.ts';
import { utf8Reader } from './utf8.ts';

const STRUCTURE: RecordStructure = { format: '${given}', kind: '' };

/** ${given}: what it is, who writes it, and where it is specified. */
export const ${camel}Format: LogFormat<FieldRecord> = {
  name: '${given}',
  sniff: () => false,
  split: splitByLines,
  resumption: resumeLines,
  *read(source, range) {
    for (const { bytes, start, end, byteOffset } of readLines(source, range)) {
      const fields: ReadonlyMap<string, FieldValue> = new Map([['Message', utf8Reader(bytes)(start, end)]]);
      const get = (field: string): FieldValue | undefined => fields.get(field);
      yield { kind: 'record', structure: STRUCTURE, byteOffset, get, entries: () => fields.entries() };
    }
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
    `fixtures/read/${given}/small.txt: invented records, then npx vitest run test/formats.test.ts -t ${given} -u`,
    `src/read/${given}.test.ts: sound input, damage, ranges`,
    `docs/formats/${given}.md: a page. All steps: docs/adding-a-format.md`,
  ],
};
