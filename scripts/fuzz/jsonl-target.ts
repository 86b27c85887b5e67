import { readEvtx } from '../../src/evtx/index.ts';
import { sourceOf } from './evtx-target.ts';
import { fixturesEnding } from './fixtures.ts';
import { hunt } from './hunt-target.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { type FuzzTarget, pick, type RandomBelow } from './target.ts';

/** The whole way from JSON lines to alerts: damaged JSON, and JSON that holds what nobody expects. */
export const jsonlTarget: FuzzTarget = {
  name: 'jsonl',
  limitMs: 10_000,
  inputs: () => fixturesEnding('fixtures/cases', '.evtx').flatMap((bytes) => [nestedLines(bytes), flatLines(bytes)]),
  mutate: (input, random) => {
    const changed = random(3) === 0 ? input : mutateJson(input, random);
    return random(3) === 0 ? mutateBytes(changed, random) : changed;
  },
  check: (input) => hunt(input, 'jsonl'),
};

/** Things that may stand where a value stands. */
const VALUES = [
  ...['null', '[]', '{}', '""', '-0', '1e400', '12345678901234567890', '[[[[{}]]]]', '"\\ud800"', '"\\u0000"', '" "'],
  ...['{"#text":{}}', '{"#attributes":null}', '[1,"a",null]', '"2024-13-99T99:99:99Z"', '"0x"', '{"toString":1}'],
  ...[
    '{"__proto__":{"EventID":1}}',
    '{"constructor":0}',
    `"${'a'.repeat(5000)}"`,
    `${'['.repeat(200)}${']'.repeat(200)}`,
  ],
];

/** Replaces some values of the text. */
function mutateJson(input: Uint8Array, random: RandomBelow): Uint8Array {
  let text = new TextDecoder().decode(input);
  for (let count = 1 + random(6); count > 0; count--) {
    const from = text.indexOf('":', random(text.length));
    if (from < 0) continue;
    const value = /^":("(?:[^"\\]|\\.)*"|[^,{}[\]]+)?/.exec(text.slice(from, from + 4000))?.[1] ?? '';
    text = `${text.slice(0, from + 2)}${pick(VALUES, random)}${text.slice(from + 2 + value.length)}`;
  }
  return new TextEncoder().encode(text);
}

/** As evtx_dump prints events. */
function nestedLines(bytes: Uint8Array): Uint8Array {
  const lines: string[] = [];
  for (const item of readEvtx(sourceOf(bytes))) if (item.kind === 'record') lines.push(item.toJson());
  return new TextEncoder().encode(lines.slice(0, 40).join('\n'));
}

/** As collectors send them: one level of fields. */
function flatLines(bytes: Uint8Array): Uint8Array {
  const lines: string[] = [];
  for (const item of readEvtx(sourceOf(bytes))) {
    if (item.kind === 'record') lines.push(JSON.stringify(Object.fromEntries(item.entries())));
  }
  return new TextEncoder().encode(lines.slice(0, 40).join('\r\n'));
}
