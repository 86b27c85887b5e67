import { openTest, PLAIN_NAME, type Scaffold } from './scaffold.ts';

/** What the logs of a product mean. */
export const productScaffold: Scaffold = {
  kind: 'product',
  pattern: PLAIN_NAME,
  example: 'fortigate',
  files: ({ given, pascal }) =>
    new Map([
      [
        `src/normalise/${given}.ts`,
        `import type { EventRef, FieldValue, LogEvent, Schema } from '../model/index.ts';

/** What events of ${given} answer. Source: the product's log reference. */
const SCHEMA: Schema = {
  id: '${given}/event',
  product: '${given}',
  views: [{ product: '${given}', fields: new Map() }],
};

/** A record of ${given}, whose fields keep their own names. */
export function to${pascal}Event(fields: ReadonlyMap<string, FieldValue>, ref: EventRef): LogEvent {
  return {
    schema: SCHEMA,
    ref,
    timeMs: undefined,
    host: '',
    get: (field) => fields.get(field),
    entries: () => fields.entries(),
  };
}
`,
      ],
      [
        `src/normalise/${given}.test.ts`,
        openTest(
          `events of ${given} answer the logsources of the Sigma taxonomy`,
          `Fill src/normalise/${given}.ts and its fixture, then write this test: docs/adding-a-product.md`,
        ),
      ],
      [`fixtures/normalise/${given}/small.txt`, `Replace this line with invented records of ${given}.\n`],
    ]),
  next: ({ given, pascal }) => [
    `src/normalise/${given}.ts: time, host, and a schema for each structure`,
    `src/normalise/normaliser.ts: tell the product's records from others and call to${pascal}Event`,
    `fixtures/normalise/${given}/small.txt: invented records`,
    `src/normalise/${given}.test.ts: for each logsource an event that answers it and the nearest that does not`,
    'All steps: docs/adding-a-product.md',
  ],
};
