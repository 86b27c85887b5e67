import { expect, test } from 'vitest';
import { msg, type Visibility } from '../model/index.ts';
import { timeTextIn } from './clock.ts';
import { visibilityLayer } from './navigator.ts';
import { visibilitySection, visibilityText } from './visibility-text.ts';

const OPTIONS = { width: 200, color: false, verbose: false, timeText: timeTextIn('UTC'), zone: 'UTC' };
const HOSTILE = 'DC01\u001b[2J\u202e';
const EVERYWHERE = msg('sight.everywhere', { evidence: 'windows/sysmon/1', hosts: 1 });

function row(behaviour: string, sight: 'yes' | 'partly' | 'no', techniques: readonly string[]) {
  const hosts = { hostsSeeing: 1, hostsInAll: 1, blindHosts: [], fixes: [] };
  return { behaviour, title: `Title of ${behaviour}`, techniques, sight, because: EVERYWHERE, ...hosts };
}

const VISIBILITY: Visibility = {
  ...{ firstMs: 0, lastMs: 3_600_000, gapsLeftOut: 0 },
  grid: [{ host: HOSTILE, log: 'Security', hoursCovered: 2, hoursInAll: 2 }],
  gaps: [
    {
      ...{ id: 'log-missing DC01 System', kind: 'log-missing', host: HOSTILE, log: 'System', fromMs: null, toMs: null },
      ...{ message: msg('gap.log-missing', { host: HOSTILE, log: 'System' }), hides: ['a', 'b'], fix: 'ship' },
    },
  ],
  behaviours: [row('a', 'no', ['T1047']), row('b', 'partly', ['T1047', 'T1059.001']), row('c', 'yes', ['T1003'])],
  fixes: [
    {
      ...{ id: 'ship', title: 'Send logs', product: 'Windows', setting: ['wevtutil sl System /ms:134217728'] },
      ...{ cost: 'a collector', retention: '12 months', source: 'Microsoft', hosts: [HOSTILE] },
    },
  ],
};

test('a hunt that found nothing says what it could not read', () => {
  const lines = visibilitySection(VISIBILITY, false, OPTIONS);
  expect(lines[0]).toBe('We found nothing in what we could read; here is what we could not read');
  expect(lines[1]).toBe('  Of 3 behaviours of the catalogue, 1 could have been seen, 1 in part, 1 not.');
  expect(lines).toContain('  What would help most: send logs.');
  expect(visibilitySection(VISIBILITY, true, OPTIONS)[0]).toBe('What we could not see');
});

test('names from logs are inert, settings are whole', () => {
  const narrow = visibilityText(VISIBILITY, { ...OPTIONS, width: 40 });
  expect(narrow).toContain('    wevtutil sl System /ms:134217728\n');
  const all = visibilityText(VISIBILITY, { ...OPTIONS, verbose: true });
  expect(all).toContain('hides a, b');
  for (const text of [narrow, all, visibilitySection(VISIBILITY, true, OPTIONS).join('\n')]) {
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
  }
});

test('says so when there is no gap', () => {
  const text = visibilityText({ ...VISIBILITY, gaps: [], fixes: [] }, OPTIONS);
  expect(text).toContain('We did not find a gap in these logs.');
  expect(text).not.toContain('What would close');
});

test('a technique of the layer is seen, could be seen or cannot be seen, by the best of its behaviours', () => {
  const text = visibilityLayer(VISIBILITY, new Set(['c']), '19', OPTIONS.timeText);
  const { techniques, legendItems } = JSON.parse(text) as {
    techniques: { techniqueID: string; score: number }[];
    legendItems: { label: string }[];
  };
  expect(techniques.map(({ techniqueID, score }) => [techniqueID, score])).toEqual([
    ['T1003', 3],
    ['T1047', 2],
    ['T1059.001', 2],
  ]);
  expect(legendItems.map(({ label }) => label)).toEqual(['cannot see', 'could see', 'seen']);
});
