import { expect, test } from 'vitest';
import type { LogsourceKnowledge } from '../model/index.ts';
import { parseRules } from '../sigma/index.ts';
import { bindRules } from './bind-rules.ts';

const KNOWLEDGE: LogsourceKnowledge = {
  supplies: [
    { product: 'windows', service: 'security', fields: 'open' },
    { product: 'windows', category: 'process_creation', service: 'sysmon', fields: new Set(['Image', 'Hashes']) },
    { product: 'windows', category: 'process_creation', service: 'security', fields: new Set(['Image', 'Privilege']) },
  ],
  gaps: [{ product: 'windows', category: 'file_rename', reason: 'no log has it' }],
};

const PROCESS = 'product: windows, category: process_creation';

test.each<[logsource: string, detection: string, reason: string | undefined]>([
  [PROCESS, 'a: {Image: x}', undefined],
  ['category: process_creation', 'a: {Image: x}', undefined],
  [`${PROCESS}, service: sysmon`, 'a: {Hashes: x}', undefined],
  ['product: windows, service: security', 'a: {Whatever: x}', undefined],
  ['product: okta, service: okta', 'a: {x: y}', 'logsource product=okta service=okta: no reader supplies it'],
  [
    'product: linux, category: process_creation',
    'a: {Image: y}',
    'logsource product=linux category=process_creation: no reader supplies it',
  ],
  [
    'product: windows, category: file_rename',
    'a: {x: y}',
    'logsource product=windows category=file_rename: no log has it',
  ],
  [
    PROCESS,
    'a: {Nope: x}',
    'field Nope of product=windows category=process_creation is not supplied by any source of it',
  ],
  [
    PROCESS,
    'a: {Nope: x, No: y}',
    'fields Nope, No of product=windows category=process_creation are not supplied by any source of it',
  ],
  [
    PROCESS,
    'a: {Hashes: x, Privilege: y}',
    'no single source of product=windows category=process_creation supplies all fields that the rule needs',
  ],
  [PROCESS, 'a: [{Nope: x}, {Image: y}]', undefined],
  [PROCESS, 'a: {Image: x}\n  b: {Nope: y}\n  condition: a and not b', undefined],
  [PROCESS, 'a: {Nope: null, Image: x}', undefined],
  [PROCESS, 'a: {Nope|exists: false, Image: x}', undefined],
  [
    PROCESS,
    'a: {Nope|exists: true, Image: x}',
    'field Nope of product=windows category=process_creation is not supplied by any source of it',
  ],
  [PROCESS, 'a: {EventData.Image: x}', undefined],
  [PROCESS, 'a: [keyword]', undefined],
  [PROCESS, "a: {Image|expand: '%Tools%'}", 'placeholder %Tools% has no values'],
  [PROCESS, "a: {Image|expand: ['%A%', '%B%']}", 'placeholders %A%, %B% have no values'],
])('%s with %j', (logsource, detection, reason) => {
  const condition = detection.includes('condition:') ? '' : '\n  condition: a';
  const text = `title: T\nid: i1\nlogsource: {${logsource}}\ndetection:\n  ${detection}${condition}\n`;
  const { rules, errors } = parseRules(text, 'rule.yml');
  expect(errors).toEqual([]);
  const { bound, unbound } = bindRules(rules, KNOWLEDGE);
  expect(unbound).toEqual(reason === undefined ? [] : [{ id: 'i1', title: 'T', file: 'rule.yml', reason }]);
  expect(bound).toEqual(reason === undefined ? rules : []);
});
