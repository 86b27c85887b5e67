import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CaseFile } from '../src/model/index.ts';
import { htmlReport, timeTextIn } from '../src/report/index.ts';
import { browser, CHROMIUM } from './chromium.ts';
import { type HuntedCase, huntedCase } from './hunted-case.ts';
import { temporaryFolder } from './landfall-process.ts';

const TEXTS = (JSON.parse(readFileSync('fixtures/hostile/texts.json', 'utf8')) as { text: string }[]).map(
  ({ text }) => text,
);
// What would act in a page, beside what acts on terminals and in tables.
const MARKUP = [
  '</script><script>alert(1)</script>',
  '"><img src=http://198.51.100.7/x onerror=alert(1)>',
  "' onmouseover='alert(1)' autofocus onfocus='alert(1)' x='",
  '<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x></svg>',
  '</title></style><style>*{display:none}</style><iframe src=http://198.51.100.7/></iframe>',
  '<meta http-equiv=refresh content="0;url=http://198.51.100.7/"><base href=http://198.51.100.7/>',
  '<form action=http://198.51.100.7/><button>x</button><input type=password></form>',
  '<!-- ]]> <![CDATA[ <?xml <noscript><template><plaintext>',
  '&lt;img src=x&gt; &#60;b&#62; javascript:alert(1) url(http://198.51.100.7/) {{alert(1)}}',
  '`\u2028<b onclick=alert`1`>',
];
const SECTIONS = [
  ...['What happened?', 'Which machine first?', 'What do I do first?', 'What must I not do?', 'Could it be us?'],
  ...["What can't we see?", 'All incidents', 'What to do:', 'What to type', 'Timeline', 'Evidence of', 'How it went'],
  ...['Stages of an intrusion', 'Machines and accounts', 'Connections of', 'What ran', 'How sure we are'],
  ...['Published patterns', 'Why it ranks', 'Links of', 'Single findings', 'What we could not see', 'Gaps in the logs'],
  ...['Settings that would show more', 'Known techniques', 'Steps seen in part', 'Method and inputs', 'Inputs'],
];
// Keys whose values are the words of a program and not of a log; all else may be an attacker's.
const PROGRAM_WORDS: ReadonlySet<string> = new Set([
  ...['key', 'level', 'raisedLevel', 'kind', 'sight', 'confidence', 'band', 'class', 'weight', 'shell', 'basis'],
  ...['by', 'together', 'roles', 'tactic', 'tactics', 'stages', 'days'],
]);

const folder = temporaryFolder();
const open = browser();
let hunted: HuntedCase;

describe.skipIf(CHROMIUM === undefined)('the report in a browser', () => {
  beforeAll(() => {
    hunted = huntedCase('ransomware-crew', folder, ['--report', join(folder, 'report.html')]);
  }, 300_000);

  test('asks for nothing but itself and does not complain, opened from a folder', async () => {
    const file = join(folder, 'report.html');
    const { page, requests, dialogs, complaints } = await open(file);
    expect(await page.locator('h1').innerText()).toMatch(/needs? a decision/);
    await page.locator('summary').first().click();
    expect({ requests, dialogs, complaints }).toEqual({ requests: [`file://${file}`], dialogs: [], complaints: [] });
  }, 60_000);

  test('a script that somebody puts into the file does not run, and no picture is fetched', async () => {
    const file = join(folder, 'changed.html');
    const evil = '<script>document.title="owned"</script><img src="http://198.51.100.7/x" onerror="document.title=1">';
    writeFileSync(file, readFileSync(join(folder, 'report.html'), 'utf8').replace('<main>', `<main>${evil}`));
    const { page, requests, refused } = await open(file);
    expect(await page.title()).toMatch(/^Landfall: /);
    expect(requests.filter((address) => !refused.includes(address))).toEqual([`file://${file}`]);
  }, 60_000);

  test.each(['light', 'dark'] as const)(
    'has nothing that axe calls serious or critical, %s',
    async (colorScheme) => {
      const { page } = await open(join(folder, 'report.html'), { colorScheme, bypassCSP: true });
      await page.evaluate('document.querySelectorAll("details").forEach((one) => (one.open = true))');
      await page.evaluate(axe.source);
      // In the dark only colours are others.
      const rules = colorScheme === 'dark' ? "{ runOnly: ['color-contrast'] }" : '{}';
      const { violations, passes } = (await page.evaluate(`axe.run(document, ${rules})`)) as axe.AxeResults;
      const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(grave.map(({ id, nodes }) => [id, nodes.length, nodes[0]?.html])).toEqual([]);
      expect(passes.length).toBeGreaterThan(colorScheme === 'dark' ? 0 : 20);
    },
    300_000,
  );

  test.each([320, 390, 1280])(
    '%d pixels are wide enough: only tables scroll sideways',
    async (width) => {
      const { page } = await open(join(folder, 'report.html'), { viewport: { width, height: 800 } });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    },
    60_000,
  );

  test('prints all sections, those that are folded on the screen too', async () => {
    const { page } = await open(join(folder, 'report.html'));
    const pdf = join(folder, 'report.pdf');
    await page.pdf({ path: pdf, format: 'A4' });
    if (spawnSync('pdftotext', ['-v']).error !== undefined) {
      console.log('left out: the text of the printed report; install poppler-utils');
      return;
    }
    const text = execFileSync('pdftotext', [pdf, '-'], { encoding: 'utf8', maxBuffer: 1 << 28 }).replace(/\s+/g, ' ');
    // Where there is one incident, there is no list of them.
    const isOne = hunted.caseFile.incidents!.length === 1;
    const sections = SECTIONS.filter((section) => !isOne || section !== 'All incidents');
    expect(sections.filter((section) => !text.includes(section))).toEqual([]);
    const grave = hunted.caseFile.incidents![0]!.alerts.filter(({ raisedLevel }) => raisedLevel === 'critical');
    expect(text.replaceAll(' ', '')).toContain(`byte${grave.at(-1)!.ref.byteOffset}`);
    const pages = /Pages:\s+(\d+)/.exec(execFileSync('pdfinfo', [pdf], { encoding: 'utf8' }))![1];
    expect(Number(pages)).toBeLessThan(80);
  }, 120_000);

  test('log text is text: no element, dialog or request comes of it, even without the policy', async () => {
    const small = smallCase(hunted.caseFile);
    const plain = await open(written('plain.html', small), { bypassCSP: true });
    const [elements, attributes] = await contents(plain.page);
    for (const [index, text] of [TEXTS.join(' '), ...MARKUP].entries()) {
      const file = written(`${index}.html`, poisoned(small, text) as CaseFile);
      const { page, requests, dialogs, complaints } = await open(file, { bypassCSP: true });
      const told = { requests, dialogs, complaints };
      expect(told, text).toEqual({ requests: [`file://${file}`], dialogs: [], complaints: [] });
      expect(await contents(page), text).toEqual([elements, attributes]);
      await page.context().close();
    }
  }, 300_000);
});

/** How often each element and each attribute's name occurs. */
async function contents(page: { evaluate(code: string): Promise<unknown> }): Promise<unknown[]> {
  return (await page.evaluate(`(() => {
    const [elements, attributes] = [{}, {}];
    for (const element of document.querySelectorAll('*')) {
      elements[element.tagName] = (elements[element.tagName] ?? 0) + 1;
      for (const { name } of element.attributes) attributes[name] = (attributes[name] ?? 0) + 1;
    }
    return [elements, attributes];
  })()`)) as unknown[];
}

function written(name: string, caseFile: CaseFile): string {
  const file = join(folder, name);
  const options = { timeText: timeTextIn('UTC'), zone: 'UTC' };
  writeFileSync(file, [...htmlReport(caseFile, caseFile.alerts, options)].join(''));
  return file;
}

/** A case that has something of everything, and little of it, so that many pages can be opened. */
function smallCase(caseFile: CaseFile): CaseFile {
  const [incident] = caseFile.incidents!;
  const [first, ...others] = caseFile.sources;
  const skipped = { ...first!, source: 'broken.evtx', skipped: 'it is none' };
  const visibility = caseFile.visibility!;
  return {
    ...caseFile,
    incidents: [{ ...incident!, links: incident!.links.slice(0, 20) }],
    sources: [first!, skipped, ...others.slice(0, 5)],
    findings: caseFile.findings!.slice(0, 5),
    problems: [{ code: 'EVTX_RECORD_DAMAGED', source: 'broken.evtx', byteOffset: 1, message: 'It is broken.' }],
    visibility: { ...visibility, behaviours: visibility.behaviours.slice(0, 20) },
  };
}

/** The same with a text added to every word that a log, a rule or a file may have told. */
function poisoned(value: unknown, text: string, key = ''): unknown {
  if (typeof value === 'string') return PROGRAM_WORDS.has(key) ? value : value + text;
  if (Array.isArray(value)) return value.map((one) => poisoned(one, text, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, poisoned(one, text, name)]));
}
