import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { explainEvent, testedEvent } from '../src/cli/explain-event.ts';
import { caseTrial, readRuleCases } from '../src/cli/rule-cases.ts';
import { ATTACK_RENAMED, levelRank, parseLevel } from '../src/model/index.ts';
import { windowsKnowledge } from '../src/normalise/index.ts';
import {
  type CorrelationRule,
  lintFiles,
  parseTestEvents,
  type SigmaRule,
  type TestEvent,
} from '../src/sigma/index.ts';
import {
  type Behaviour,
  beside,
  type ContentRule,
  contentBehaviours,
  contentRules,
  DETECTIONS,
  filesBelow,
  nameOf,
  playedBehaviours,
} from './content-files.ts';

const RULES = contentRules();
const WHOLE_RULES = RULES.filter(({ isPart }) => !isPart);
const BEHAVIOURS = contentBehaviours();
const CATALOGUE = '../shared/intel/volt-typhoon-catalogue.json';
const TACTICS = [
  ...['reconnaissance', 'initial-access', 'execution', 'persistence', 'privilege-escalation', 'defense-evasion'],
  ...['credential-access', 'discovery', 'lateral-movement', 'collection', 'exfiltration', 'command-and-control'],
];
// The nine names that Microsoft published; ../shared/intel/volt-typhoon.md, section 2.
const DEFENDER_NAMES = [
  ...['SuspNtdsUtilUsage.A', 'SuspPowershellExec.E', 'SuspRemoteCmdCommandParent.A', 'UNCFilePathOperation'],
  ...['VSSAmsiCaller.A', 'WinrsCommand.A', 'WmiSuspProcExec.J!se', 'WmicRemote.A', 'WmiprvseRemoteProc.B'],
];
const PLACES = ['domain-controller', 'server', 'jump-host', 'ot-adjacent'];
const SOURCES = /^(AA23-144A|AA24-038A|(Microsoft|CrowdStrike|Lumen|Fortinet|Secureworks|Dragos) \d{4}-\d{2}-\d{2})$/;
// What intruders in general do, and the catalogue of this one does not have.
const GENERAL = /^ATT&CK T\d{4}(\.\d{3})?$/;
const EVIDENCE = /^[a-z0-9-]+\/[a-z0-9_-]+(\/[A-Za-z0-9_-]+)?(\+[A-Za-z0-9_.]+)*$/;

describe('rules', () => {
  test('there are rules and behaviours to hold', () => {
    expect(RULES.length).toBeGreaterThan(0);
    expect(BEHAVIOURS.length).toBeGreaterThan(0);
  });

  test('load, and pass every check that is more than a note', () => {
    const files = filesBelow(DETECTIONS, '.yml').map((file) => ({ file, text: readFileSync(file, 'utf8') }));
    const findings = lintFiles(files, { knowledge: windowsKnowledge() });
    const serious = findings.filter(({ severity, check }) => severity !== 'note' && !PASSED_CHECKS.has(check));
    expect(serious.map(({ file, line, check, message }) => `${file}:${line} ${check} ${message}`)).toEqual([]);
  });

  test('have ids, names and titles of their own; the name is that of the file', () => {
    for (const key of ['id', 'name', 'title'] as const) {
      const values = RULES.map(({ rule }) => rule[key]);
      expect(values.filter((value, index) => value === undefined || values.indexOf(value) !== index)).toEqual([]);
    }
    expect(WHOLE_RULES.filter(({ file, rule }) => rule.name !== nameOf(file)).map(({ file }) => file)).toEqual([]);
  });

  test.each(WHOLE_RULES.map((rule) => [nameOf(rule.file), rule] as const))('%s says all that it must', (_, rule) => {
    expect(faultsOf(rule)).toEqual([]);
  });

  test('stand for each of the nine names that Microsoft published', () => {
    const named = new Set(WHOLE_RULES.flatMap(({ notes }) => notes.defender ?? []));
    expect(DEFENDER_NAMES.filter((name) => !named.has(name))).toEqual([]);
  });

  test('speak of files that are there: each events file belongs to a rule', () => {
    const known = new Set(WHOLE_RULES.map(({ file }) => nameOf(file)));
    const events = ['.hits', '.misses', '.cases'].flatMap((ending) => filesBelow(DETECTIONS, ending));
    expect(events.filter((file) => !known.has(nameOf(file)))).toEqual([]);
  });
});

// Correlations over a whole domain have nothing to group by; docs/adding-a-rule.md.
const PASSED_CHECKS = new Set<string>(['correlation-group-by']);

/** What a rule does not say, one sentence each. */
function faultsOf({ rule, notes }: ContentRule): readonly string[] {
  const { behaviours = [], defender = [], check = [], rises = [] } = notes;
  const known = new Map(BEHAVIOURS.map((behaviour) => [behaviour.id, behaviour]));
  const techniques = rule.tags.filter((tag) => /^attack\.t\d/.test(tag)).map((tag) => tag.slice(7).toUpperCase());
  const level = rule.level ?? 'informational';
  const claims: readonly (readonly [boolean, string])[] = [
    [(rule.description ?? '').length >= 100, 'description: what it means and what looks the same'],
    [rule.references.length > 0, 'references'],
    [rule.falsePositives.length > 0, 'falsepositives'],
    [rule.level !== undefined, 'level'],
    [techniques.length > 0, 'tags: a technique'],
    [techniques.every((id) => hasBothVersions(id, techniques)), 'tags: v18 and v19 where ATT&CK renamed'],
    [behaviours.length > 0 !== GENERAL.test(notes.advisory ?? ''), 'landfall.behaviours, or a technique as advisory'],
    [behaviours.every((id) => known.get(id)?.visible !== false), 'landfall.behaviours: a row that no log shows'],
    [behaviours.every((id) => known.has(id)), 'landfall.behaviours: a row that content/behaviours lacks'],
    [defender.every((name) => DEFENDER_NAMES.includes(name)), 'landfall.defender: one of the nine names'],
    [['G', 'S', 'D'].includes(notes.distinctiveness ?? ''), 'landfall.distinctiveness: G, S or D'],
    [(notes.innocent ?? '').length >= 40, 'landfall.innocent'],
    [check.length >= 2 && check.length <= 4, 'landfall.check: two to four steps'],
    [check.every((step) => step.length >= 25), 'landfall.check: whole sentences'],
    [check.some((step) => LOG_SOURCE.test(step)), 'landfall.check: at least one log source'],
    [Array.isArray(notes.rises), 'landfall.rises, [] where nothing raises the level'],
    [rises.every(({ when }) => PLACES.includes(when)), `landfall.rises.when: ${PLACES.join(', ')}`],
    [rises.every((rise) => isHigher(rise.level, level)), 'landfall.rises.level: above the level of the rule'],
    [
      SOURCES.test(notes.advisory ?? '') || GENERAL.test(notes.advisory ?? ''),
      'landfall.advisory: number of an advisory, publisher and date, or ATT&CK and a technique',
    ],
  ];
  return claims.filter(([holds]) => !holds).map(([, fault]) => fault);
}

const LOG_SOURCE =
  /Security \d|Sysmon \d|Application log|System log|System \d|PowerShell \d|Zeek|FortiGate|Directory Service|WMI-Activity|WinRM|Defender|access log|auditd|ESENT|web server log|syslog|firewall log|NetFlow|Entra/;

function hasBothVersions(id: string, ids: readonly string[]): boolean {
  const renamed = ATTACK_RENAMED.get(id);
  const former = [...ATTACK_RENAMED].filter(([, now]) => now === id).map(([then]) => then);
  return (
    (renamed === undefined || ids.includes(renamed)) && (former.length === 0 || former.some((t) => ids.includes(t)))
  );
}

function isHigher(level: string, than: string): boolean {
  const [higher, lower] = [parseLevel(level), parseLevel(than)];
  return higher !== undefined && lower !== undefined && levelRank(higher) > levelRank(lower);
}

const DETECTION_FILES = WHOLE_RULES.filter(({ rule }) => rule.kind === 'rule');

describe.each(DETECTION_FILES.map((rule) => [nameOf(rule.file), rule] as const))('%s', (_, { file, rule }) => {
  const detection = rule as SigmaRule;
  const hits = eventsBeside(file, 'hits');
  const misses = eventsBeside(file, 'misses');

  test('alerts on each of its hits, and on none of at least three look-alikes', () => {
    expect(hits.filter((event) => !isMatch(detection, event, file)).map(({ line }) => line)).toEqual([]);
    expect(misses.filter((event) => isMatch(detection, event, file)).map(({ line }) => line)).toEqual([]);
    expect({ hits: hits.length >= 2, misses: misses.length >= 3 }).toEqual({ hits: true, misses: true });
  });

  test('is tried on events that name their log, on process starts of both logs', () => {
    const { product, category } = detection.logsource;
    const nameless = [...hits, ...misses].filter((event) => event.get('Channel') === undefined);
    if (product === 'windows') expect(nameless).toEqual([]);
    const ids = new Set(hits.map((event) => event.get('EventID')));
    if (category === 'process_creation') expect(ids).toEqual(new Set([1, 4688]));
  });
});

function eventsBeside(file: string, ending: string): readonly TestEvent[] {
  const path = beside(file, ending);
  return existsSync(path) ? parseTestEvents(readFileSync(path, 'utf8'), path) : [];
}

function isMatch(rule: SigmaRule, event: TestEvent, file: string): boolean {
  return explainEvent(rule, testedEvent(event, file)).explanation.isMatch;
}

// Each correlation is tried with every rule of the content at hand.
const TRIAL = caseTrial(
  RULES.map(({ rule }) => rule).filter((rule) => rule.kind === 'rule'),
  RULES.map(({ rule }) => rule).filter((rule) => rule.kind === 'correlation'),
);

test('correlations refer to rules that are there', () => {
  expect(TRIAL.errors).toEqual([]);
});

const CORRELATION_FILES = WHOLE_RULES.filter(({ rule }) => rule.kind === 'correlation');

describe.each(CORRELATION_FILES.map((rule) => [nameOf(rule.file), rule] as const))('%s', (_, { file, rule }) => {
  const path = beside(file, 'cases');
  const cases = existsSync(path) ? readRuleCases(path) : [];

  test('has a sequence that alerts and at least two look-alikes that do not', () => {
    expect(cases.filter(({ alerts }) => alerts > 0).length).toBeGreaterThanOrEqual(1);
    expect(cases.filter(({ alerts }) => alerts === 0).length).toBeGreaterThanOrEqual(2);
  });

  test.each(cases.map((one) => [one.name, one] as const))('%s', (_name, { alerts, events }) => {
    expect(TRIAL.trial(rule as CorrelationRule, events)).toBe(alerts);
  });
});

describe('behaviours', () => {
  test.each(BEHAVIOURS.map((behaviour) => [behaviour.id, behaviour] as const))('%s is complete', (_, behaviour) => {
    expect(behaviourFaults(behaviour)).toEqual([]);
  });

  test('that a log can show have at least one rule each, and no two have one id', () => {
    const shown = new Set(WHOLE_RULES.flatMap(({ notes }) => notes.behaviours ?? []));
    const visible = BEHAVIOURS.filter((behaviour) => behaviour.visible !== false);
    expect(visible.filter(({ id }) => !shown.has(id)).map(({ id }) => id)).toEqual([]);
    expect(new Set(BEHAVIOURS.map(({ id }) => id)).size).toBe(BEHAVIOURS.length);
  });

  test('need what their rules look at, and nothing else', () => {
    const faults = BEHAVIOURS.flatMap(({ id, needs = [], partly = [] }) => {
      const rules = WHOLE_RULES.filter(({ notes }) => notes.behaviours?.includes(id)).map(({ rule }) => rule);
      const looked = [...new Set(rules.flatMap(logsOf))];
      // A correlation may join logs of which none suffices alone.
      const audited = [...new Set(rules.flatMap(auditedAlso))];
      const alone = [...new Set(rules.filter(({ kind }) => kind === 'rule').flatMap(logsOf))];
      const needed = [...new Set([...needs, ...partly].flat().map((item) => item.replace(/\+.*$/, '')))];
      return [
        ...needed
          .filter((item) => ![...looked, ...audited].some((log) => covers(log, item)))
          .map((item) => `${id}: nobody reads ${item}`),
        ...alone.filter((log) => !needed.some((item) => covers(log, item))).map((log) => `${id}: needs ${log}`),
      ];
    });
    expect(faults).toEqual([]);
  });

  test('are each played by a step of a scenario of this actor, when a log can show them', () => {
    const played = playedBehaviours('volt-typhoon');
    const visible = BEHAVIOURS.filter((behaviour) => behaviour.visible !== false).map(({ id }) => id);
    expect(visible.filter((id) => !played.has(id))).toEqual([]);
    expect([...played].filter((id) => !visible.includes(id))).toEqual([]);
  });

  test.skipIf(!existsSync(CATALOGUE))('are those of the catalogue: whole groups, as severe and as distinctive', () => {
    const { rows } = JSON.parse(readFileSync(CATALOGUE, 'utf8')) as { readonly rows: readonly CatalogueRow[] };
    const ours = new Map(BEHAVIOURS.map((behaviour) => [behaviour.id, behaviour]));
    const groups = new Set(rows.filter(({ id }) => ours.has(id)).map(({ group }) => group));
    const wanted = rows.filter(({ group }) => groups.has(group));
    expect(wanted.filter(({ id }) => !ours.has(id)).map(({ id }) => id)).toEqual([]);
    expect(BEHAVIOURS.filter(({ id }) => !rows.some((row) => row.id === id)).map(({ id }) => id)).toEqual([]);
    const differing = wanted.filter((row) => ours.get(row.id)?.distinctiveness !== row.distinctiveness);
    expect(differing.map(({ id }) => id)).toEqual([]);
  });
});

// Where a category comes from; docs/formats/windows.md. Security events of a category need audit settings of their own.
const LOGS_OF_CATEGORY: Readonly<Record<string, readonly string[]>> = {
  process_creation: ['windows/security/4688', 'windows/sysmon/1'],
  ps_script: ['windows/powershell/4104'],
  ps_module: ['windows/powershell/4103'],
  ps_classic_start: ['windows/powershell-classic/400'],
  ps_classic_script: ['windows/powershell-classic/800'],
  create_remote_thread: ['windows/sysmon/8'],
  file_event: ['windows/sysmon/11'],
  file_delete: ['windows/sysmon/23', 'windows/sysmon/26'],
  file_access: ['windows/security/4663'],
  image_load: ['windows/sysmon/7'],
  process_access: ['windows/sysmon/10'],
  pipe_created: ['windows/sysmon/17'],
  registry_set: ['windows/sysmon/13'],
  dns_query: ['windows/sysmon/22'],
  network_connection: ['windows/sysmon/3', 'windows/security/5156'],
  registry_add: ['windows/sysmon/12'],
  registry_delete: ['windows/sysmon/12'],
  create_stream_hash: ['windows/sysmon/15'],
  wmi_event: ['windows/sysmon/19', 'windows/sysmon/20', 'windows/sysmon/21'],
};

// Where somebody audits keys, the Security log has the same changes; docs/formats/windows.md.
const AUDITED_CATEGORIES = ['registry_set', 'registry_add', 'registry_delete'];

/** Logs that a rule looks at where they are audited, which few are. */
function auditedAlso(rule: ContentRule['rule']): readonly string[] {
  if (rule.kind === 'correlation') return [];
  return AUDITED_CATEGORIES.includes(rule.logsource.category ?? '') ? ['windows/security/4657'] : [];
}

/** The logs that a rule looks at: with event ids where its category says them, else product and service. */
function logsOf(rule: ContentRule['rule']): readonly string[] {
  if (rule.kind === 'correlation') {
    const names = rule.rules.map(({ reference }) => reference);
    return RULES.filter((one) => names.includes(one.rule.name ?? '')).flatMap((one) => logsOf(one.rule));
  }
  const { product, category, service } = rule.logsource;
  const ofCategory = product === 'windows' && category !== undefined ? LOGS_OF_CATEGORY[category] : undefined;
  // Web servers of any make are a category without a product.
  return ofCategory ?? [[product ?? category, service].filter((part) => part !== undefined).join('/')];
}

/** `windows/security` covers `windows/security/5145`. */
function covers(log: string, item: string): boolean {
  return item === log || item.startsWith(`${log}/`);
}

interface CatalogueRow {
  readonly id: string;
  readonly group: string;
  readonly distinctiveness: string;
}

function behaviourFaults({
  title,
  tactic,
  techniques,
  severity,
  needs,
  partly = [],
  visible,
  reason,
}: Behaviour): readonly string[] {
  const claims: readonly (readonly [boolean, string])[] = [
    [title.length >= 15, 'title'],
    [TACTICS.includes(tactic), `tactic: ${TACTICS.join(', ')}`],
    [techniques.length > 0 && techniques.every((id) => /^T\d{4}(\.\d{3})?$/.test(id)), 'techniques, of ATT&CK v18'],
    [parseLevel(severity) !== undefined, 'severity: a level'],
    [(visible === false) === (needs === undefined), 'either needs or visible: false'],
    [(visible === false) === (reason ?? '').length >= 40, 'reason, with visible: false and only then'],
    [needs === undefined || (needs.length > 0 && needs.every((list) => list.length > 0)), 'needs'],
    [
      [...(needs ?? []), ...partly].flat().every((evidence) => EVIDENCE.test(evidence)),
      'needs: product/service[/event id][+Field]',
    ],
  ];
  return claims.filter(([holds]) => !holds).map(([, fault]) => fault);
}
