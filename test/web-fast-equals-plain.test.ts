import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDetector, fastMatchers, type MatcherFactory, plainMatcher } from '../src/detect/index.ts';
import { createNormaliser, recordContext } from '../src/normalise/index.ts';
import { formatNamed } from '../src/read/index.ts';
import { parseRules, type SigmaRule } from '../src/sigma/index.ts';

/*
 * Fields of requests are put together from others: of path and host an address, of path and query a request. What rules
 * want of them is looked for in the bytes of the parts, so pieces here begin and end at every seam.
 */
const PIECES = [
  '/',
  '//',
  'http:',
  'http://',
  'evil.test',
  '?',
  '+',
  'shell',
  '.php',
  '.exe',
  'UNION',
  '%20',
  'k',
  '7',
];
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...PIECES), { maxLength }).map((pieces) => pieces.join(''));

interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly name: string;
  readonly agent: string;
}

const request: fc.Arbitrary<Request> = fc.record({
  method: fc.constantFrom('GET', 'POST'),
  path: text(6).map((path) => `/${path.replaceAll('?', '')}`),
  query: text(3),
  name: text(2),
  agent: text(4),
});

const FIELDS = ['c-uri', 'cs-uri', 'cs-uri-stem', 'cs-uri-query', 'c-uri-query', 'c-uri-extension', 'cs-user-agent'];
const item = fc
  .tuple(fc.constantFrom(...FIELDS), fc.constantFrom('', '|contains', '|startswith', '|endswith'), text(4))
  .map(([field, modifier, value]) => `    ${field}${modifier}: ${JSON.stringify(value)}`);
const rule = fc
  .tuple(
    fc.uniqueArray(item, { minLength: 1, maxLength: 2, selector: (line) => line.split(':')[0]! }),
    fc.array(text(3), { minLength: 1, maxLength: 3 }),
    fc.constantFrom('method and sel', 'sel', 'method and words', 'sel and not words'),
    fc.constantFrom('proxy', 'webserver'),
  )
  .map(([items, words, condition, category]) =>
    [
      ...['title: Generated', `logsource: { category: ${category} }`, 'detection:', '  method: { cs-method: GET }'],
      ...['  sel:', ...items, '  words:', ...words.map((word) => `    - ${JSON.stringify(word || 'x')}`)],
      `  condition: ${condition}`,
    ].join('\n'),
  );

const LOGS: readonly (readonly [format: string, write: (requests: readonly Request[]) => string])[] = [
  ['jsonl', (requests) => requests.map(zeekLine).join('\n')],
  ['w3c', (requests) => [...IIS_HEAD, ...requests.map(iisLine)].join('\n')],
];

test.each(LOGS)('on generated requests, as %s, the fast matcher finds what the plain one finds', (format, write) => {
  let matches = 0;
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 6 }),
      fc.array(request, { minLength: 1, maxLength: 6 }),
      (texts, requests) => {
        const rules = texts.flatMap((source) => parseRules(source, 'generated.yml').rules);
        // So often that rules learn which of their conditions to look for.
        const log = Buffer.from(write(Array.from({ length: 12 }, () => requests).flat()));
        const plain = matchesOf(log, format, rules, plainMatcher);
        expect(matchesOf(log, format, rules, fastMatchers())).toEqual(plain);
        matches += plain.length;
      },
    ),
    { numRuns: 300 },
  );
  expect(matches).toBeGreaterThan(500);
});

function zeekLine({ method, path, query, name, agent }: Request): string {
  const uri = query === '' ? path : `${path}?${query}`;
  const ends = { 'id.orig_h': '10.0.0.5', 'id.resp_h': '203.0.113.7' };
  const fields = { ts: 1_717_200_000, uid: 'C1', ...ends, method, host: name, uri, user_agent: agent };
  return JSON.stringify({ _path: 'http', ...fields });
}

const IIS_HEAD = [
  '#Software: Microsoft Internet Information Services 10.0',
  '#Fields: date time cs-method cs-uri-stem cs-uri-query cs(User-Agent)',
];

function iisLine({ method, path, query, agent }: Request): string {
  return ['2024-06-01', '00:00:00', method, path, query || '-', agent || '-'].join(' ');
}

// One for all, because detectors know schemas by identity.
const normaliser = createNormaliser();

function matchesOf(
  bytes: Uint8Array,
  format: string,
  rules: readonly SigmaRule[],
  matcherFor: MatcherFactory,
): unknown[] {
  const detector = createDetector(rules, { matcherFor });
  const read = (at: number, length: number): Uint8Array => Uint8Array.from(bytes.subarray(at, at + length));
  const found: unknown[] = [];
  for (const record of formatNamed(format).read({ sizeBytes: bytes.length, read }, { first: 0 }, { carve: false })) {
    expect(record.kind).toBe('record');
    if (record.kind === 'problem') continue;
    found.push(...detector.detect(normaliser.toLogEvent(record, recordContext({ source: 'requests' }))));
  }
  return found;
}
