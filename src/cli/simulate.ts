import { UsageError } from '../model/index.ts';
import {
  EVICTION_STEPS,
  type EvictionStep,
  LOG_SETTINGS,
  type LogSetting,
  type OrganisationFile,
  organisationNotes,
  parseOrganisationFile,
  QUIET,
  type SimulationOptions,
  simulate,
} from '../simulate/index.ts';
import { type Arguments, countOption } from './arguments.ts';
import { openOutputFolder } from './output-folder.ts';
import { packagePlace } from './package-place.ts';
import { scenarioOption } from './scenario-option.ts';
import { suggestionHint } from './suggest.ts';
import { print, type Terminal } from './terminal.ts';
import { readYamlFile, yamlText } from './yaml-file.ts';

const DEFAULTS = { days: 7, seed: 1, startDate: '2026-03-02', noise: 1 } as const;
const MOST = { hosts: 20_000, days: 366, seed: 999_999, noise: 100 } as const;
const TRUTH_FILE = 'ground-truth.json';
const NOTES_FILE = 'organisation.yml';
const NOTES_REMARK =
  'What an invented organisation tells of itself, for landfall hunt --organisation; see docs/organisation.md.';

/**
 * `landfall simulate --out DIR`: writes the logs of an invented organisation, and ground-truth.json.
 * @throws UsageError OPTION_VALUE, ORGANISATION_INVALID, INPUT_MISSING, OUTPUT_FAILED
 */
export async function simulateCommand(given: Arguments, terminal: Terminal): Promise<number> {
  const out = given.value('out');
  if (out === undefined) {
    throw new UsageError('OPTION_VALUE', 'No folder for the logs was named.', { hint: 'Write --out DIR.' });
  }
  const options = readOptions(given);
  const folder = openOutputFolder(out);
  const isTty = terminal.stderr.isTTY === true && !given.has('quiet');
  try {
    const truth = simulate(
      options,
      (file, byteOffset, bytes) => folder.put(file, byteOffset, bytes),
      (day) => {
        // Nobody waits for progress: a line that cannot be written is not worth an error.
        if (isTty) terminal.stderr.write(`\r\u001b[2KDay ${day} of ${options.days}`, () => {});
      },
    );
    if (isTty) terminal.stderr.write('\r\u001b[2K', () => {});
    folder.putText(NOTES_FILE, yamlText(organisationNotes(options), NOTES_REMARK));
    folder.putText(TRUTH_FILE, `${JSON.stringify(truth, undefined, 1)}\n`);
    if (!given.has('quiet')) await print(terminal.stdout, summary(out, folder, truth));
  } finally {
    folder.close();
  }
  return 0;
}

function readOptions(given: Arguments): SimulationOptions {
  const organisation = organisationOption(given.value('organisation'));
  return {
    organisation,
    scenario: scenarioOption(given.value('scenario') ?? QUIET.name),
    hosts: countOption(given, 'hosts', MOST.hosts) ?? organisation.hosts,
    days: countOption(given, 'days', MOST.days) ?? DEFAULTS.days,
    seed: countOption(given, 'seed', MOST.seed) ?? DEFAULTS.seed,
    startDate: dateOption(given.value('start') ?? DEFAULTS.startDate),
    noise: countOption(given, 'noise', MOST.noise) ?? DEFAULTS.noise,
    hasPenetrationTest: given.has('penetration-test'),
    ...loggingOption(given),
    ...evictionOption(given.value('after-eviction')),
  };
}

function loggingOption(given: Arguments): Pick<SimulationOptions, 'logging'> {
  if (!given.has('with') && !given.has('without')) return {};
  return { logging: { with: settingsOption(given, 'with'), without: settingsOption(given, 'without') } };
}

/** `all`, or names of settings with commas. */
function settingsOption(given: Arguments, option: 'with' | 'without'): readonly LogSetting[] {
  const text = given.value(option);
  if (text === undefined) return [];
  if (text === 'all') return LOG_SETTINGS;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !LOG_SETTINGS.includes(name as LogSetting));
  if (unknown === undefined) return names as LogSetting[];
  throw new UsageError('OPTION_VALUE', `--${option} has no setting "${unknown}".`, {
    hint: suggestionHint(unknown, ['all', ...LOG_SETTINGS]),
  });
}

/** `all`, `none`, or names of steps with commas. */
function evictionOption(text: string | undefined): Pick<SimulationOptions, 'eviction'> {
  if (text === undefined) return {};
  if (text === 'all') return { eviction: new Set(EVICTION_STEPS) };
  const names = text === 'none' ? [] : text.split(',').map((name) => name.trim());
  const known: readonly string[] = EVICTION_STEPS;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return { eviction: new Set(names as EvictionStep[]) };
  throw new UsageError('OPTION_VALUE', `--after-eviction has no step "${unknown}".`, {
    hint: suggestionHint(unknown, ['all', 'none', ...EVICTION_STEPS]),
  });
}

function organisationOption(file: string | undefined): OrganisationFile {
  const path = file ?? packagePlace('content/organisations/utility.yml');
  return parseOrganisationFile(readYamlFile(path, 'ORGANISATION_INVALID'), path);
}

function dateOption(text: string): string {
  // Date reads the 31st of April as the 1st of May; both must be the same again.
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text;
  throw new UsageError('OPTION_VALUE', `--start cannot be "${text}"; it is a day.`, {
    hint: 'Write it as 2026-03-02.',
  });
}

function summary(
  out: string,
  folder: { readonly files: number; readonly sizeBytes: number },
  truth: ReturnType<typeof simulate>,
): string {
  const { organisation, scenario, steps, start, end, facts } = truth;
  const events = steps.reduce((sum, step) => sum + step.events.length, 0);
  const count = (value: number): string => value.toLocaleString('en-US');
  return [
    `${organisation.name}: ${count(organisation.hosts)} hosts, ${count(organisation.people)} people, ${start.slice(0, 10)} to ${end.slice(0, 10)}`,
    `Scenario ${scenario}: ${count(steps.length)} steps, ${count(events)} records of them`,
    `${count(facts)} facts, ${count(folder.files)} files, ${count(Math.round(folder.sizeBytes / 1e6))} MB in ${out}`,
    '',
  ].join('\n');
}
