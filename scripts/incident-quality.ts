import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openOutputFolder } from '../src/cli/output-folder.ts';
import { readYamlFile } from '../src/cli/yaml-file.ts';
import type { CaseFile } from '../src/model/index.ts';
import { type GroundTruth, parseOrganisationFile, simulate } from '../src/simulate/index.ts';
import { type SampleResult, sampleResult, samplesIn } from './incidents/attack-samples.ts';
import { judge, type RunResult } from './incidents/judge.ts';
import { missedBars, runTables, sampleFigures, sampleRows, sampleTable } from './incidents/page.ts';
import { partOf, playedTogether } from './incidents/played-together.ts';

const USAGE = `npm run incidents -- [--hosts N] [--days N] [--runs N] [--parts] [--samples DIR [--rules DIR]] [--check] [--write]
Simulates intrusions in large organisations, hunts them, and says how the incidents came out: a long campaign.
--hosts N      machines (default 200; with --parts 40)
--days N       days (default 30; at least 28, for the last visits; with --parts 10)
--runs N       only the first N of the runs
--parts        instead the scenarios that each play one part of the pattern: edge, hands, stay, cover, ways
--samples DIR  hunts the recorded attacks of ../shared/data/dev instead
--rules DIR    with these rules beside Landfall's own
--check        ends with 1 when a bar is missed
--write        puts the tables into docs/incident-quality.md; of samples, what they say in all into docs/detection-quality.md too`;

const PAGE = 'docs/incident-quality.md';
const DETECTION_PAGE = 'docs/detection-quality.md';
const ORGANISATION = 'content/organisations/utility.yml';
const START = '2026-03-02';

/** What is played by each seed: NAME[:VARIANT][@DAYS LATER]; the fifth and the sixth also without anybody. */
const RUNS: readonly (readonly [seed: number, played: readonly string[]])[] = [
  [1, ['volt-typhoon']],
  [2, ['volt-typhoon:office-hours']],
  [3, ['volt-typhoon@14', 'ransomware-crew@9', 'red-team@4']],
  [4, ['volt-typhoon', 'ransomware-crew', 'red-team']],
  [5, ['volt-typhoon', 'ransomware-crew', 'red-team']],
  [6, ['volt-typhoon@7', 'ransomware-crew@12', 'red-team']],
  [7, ['volt-typhoon:other-paths', 'ransomware-crew', 'red-team']],
  [8, ['volt-typhoon:published@20', 'ransomware-crew:psexec@3', 'red-team:careful@8']],
  [9, ['volt-typhoon:no-edge', 'ransomware-crew:no-spray', 'red-team']],
  [10, ['volt-typhoon:no-directory@10', 'ransomware-crew', 'red-team@15']],
  [5, []],
  [6, []],
];

/** Each of these shows many ways of one part of the pattern, not one intrusion from its beginning to its end. */
const PARTS: typeof RUNS = [
  [11, ['volt-typhoon-edge']],
  [12, ['volt-typhoon-hands']],
  [13, ['volt-typhoon-stay']],
  [14, ['volt-typhoon-cover']],
  [15, ['volt-typhoon-ways']],
];

process.exitCode = main();

function main(): number {
  const { values } = parseArgs({
    options: {
      ...{
        hosts: { type: 'string' },
        days: { type: 'string' },
        runs: { type: 'string' },
        parts: { type: 'boolean', default: false },
      },
      ...{
        samples: { type: 'string' },
        rules: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
      ...{ check: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (values.samples !== undefined) {
    reportSamples(huntSamples(values.samples, values.rules), values.rules !== undefined, values.write);
    return 0;
  }
  const [planned, hosts, days] = values.parts ? [PARTS, 40, 10] : [RUNS, 200, 30];
  const runs = planned.slice(0, Number(values.runs ?? planned.length)).map(([seed, played]) => {
    console.error(`... seed ${seed}: ${played.join(', ') || 'quiet'}`);
    const run = playedRun(seed, played, Number(values.hosts ?? hosts), Number(values.days ?? days));
    console.error(`    ${missedBars([run]).join('; ') || 'every bar is reached'}`);
    return run;
  });
  report(values.parts ? 'parts' : 'simulated', runTables(runs), values.write);
  return values.check && missedBars(runs).length > 0 ? 1 : 0;
}

function playedRun(seed: number, played: readonly string[], hosts: number, days: number): RunResult {
  return inFolder((folder) => {
    const logs = join(folder, 'logs');
    const output = openOutputFolder(logs);
    const options = {
      ...{ organisation: parseOrganisationFile(readYamlFile(ORGANISATION, 'ORGANISATION_INVALID'), ORGANISATION) },
      ...{ scenario: playedTogether(played.map(partOf)), hosts, days, seed, startDate: START, noise: 1 },
      hasPenetrationTest: false,
    };
    let truth: GroundTruth;
    try {
      truth = simulate(options, (file, byteOffset, bytes) => output.put(file, byteOffset, bytes));
    } finally {
      output.close();
    }
    const {
      entities = [],
      incidents = [],
      findings = [],
      assessments = [],
      ...found
    } = hunted([logs], join(folder, 'case.json'));
    return judge({ ...found, entities, incidents, findings, assessments }, truth, logs);
  });
}

function huntSamples(corpus: string, rules: string | undefined): SampleResult[] {
  const name = rules === undefined ? 'own' : 'own and community';
  return samplesIn(corpus)
    .filter(({ path }) => existsSync(join(corpus, path)))
    .map((sample) =>
      inFolder((folder) => {
        const more = rules === undefined ? [] : ['--rules', 'content/detections', '--rules', rules];
        return sampleResult(sample, name, hunted([join(corpus, sample.path), ...more], join(folder, 'case.json')));
      }),
    );
}

/** @throws Error when the hunt does not run to its end */
function hunted(words: readonly string[], caseFile: string): CaseFile {
  const given = ['bin/landfall.js', 'hunt', ...words, '--json', caseFile, '--quiet', '--no-progress'];
  const { status, stderr } = spawnSync(process.execPath, given, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`landfall hunt ${words.join(' ')} ended with ${status}: ${stderr}`);
  return JSON.parse(readFileSync(caseFile, 'utf8')) as CaseFile;
}

function inFolder<Result>(work: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-incidents-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function reportSamples(samples: readonly SampleResult[], isCommunity: boolean, isWritten: boolean): void {
  const [section, text] = [isCommunity ? 'samples-community' : 'samples', sampleTable(samples)];
  report(section, text, isWritten);
  const figures = sampleFigures(samples);
  // Row by row once is enough; the other page has both.
  const shown = isCommunity ? figures : `${figures}\n\n${sampleRows(samples)}`;
  if (isWritten) writeSection(DETECTION_PAGE, section, shown);
}

function report(section: string, text: string, isWritten: boolean): void {
  console.log(text);
  if (isWritten) writeSection(PAGE, section, text);
}

/** @throws Error when the page has no such section */
function writeSection(file: string, section: string, text: string): void {
  const page = readFileSync(file, 'utf8');
  const [start, end] = [`<!-- ${section} -->`, `<!-- /${section} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no ${start} ... ${end}`);
  writeFileSync(file, `${page.slice(0, from + start.length)}\n\n${text}\n\n${page.slice(to)}`);
}
