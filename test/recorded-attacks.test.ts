import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sampleFigures } from '../scripts/incidents/page.ts';

const INCIDENTS = readFileSync('docs/incident-quality.md', 'utf8');
const DETECTION = readFileSync('docs/detection-quality.md', 'utf8');

describe.each(['samples', 'samples-community'])('figures of the section %s', (name) => {
  test('are what its own rows add up to, on both pages', () => {
    const [text, short] = [section(INCIDENTS, name), section(DETECTION, name)];
    const figures = sampleFigures(rowsOf(text).map(resultOf));
    expect(text.endsWith(figures)).toBe(true);
    expect(short.startsWith(figures)).toBe(true);
  });

  test('have every recording once', () => {
    const names = rowsOf(section(INCIDENTS, name)).map(([sample]) => sample);
    expect(names.length).toBeGreaterThan(50);
    expect(new Set(names).size).toBe(names.length);
  });
});

function section(page: string, name: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  return page.slice(page.indexOf(start) + start.length, page.indexOf(end)).trim();
}

function rowsOf(text: string): string[][] {
  const rows = text.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(2).map((line) => line.slice(2, -2).split(' | '));
}

function resultOf([name = '', rules = '', events, alerts, incidents, level = '', expected = '', found = '']: string[]) {
  const ids = (cell: string): string[] => cell.split(' ').filter((id) => /^T\d/.test(id));
  return {
    ...{ name, rules, events: Number(events), alerts: Number(alerts), incidents: Number(incidents) },
    ...{ level: level.trim(), expected: ids(expected), found: ids(found), techniques: [] },
  };
}
