/*
 * Invented days of logons (Windows, as JSON) and connections (Zeek, as JSON), ten correlations over them, and how often each
 * must alert, known by construction: short stories that satisfy one correlation lie among events that satisfy none, beside
 * stories that just fail to. All values follow from numbers, so that they are the same in each run.
 */

/** How much one day holds. */
export interface DaySize {
  /** stories included */
  readonly events: number;
  /** addresses that do nothing of note, each again and again, day after day */
  readonly quietAddresses: number;
  /** how often each story is told, each time of another address */
  readonly tellings: number;
}

/** The lines of one day. */
export interface CorrelatedDay {
  /** Windows logons and file shares, one event a line */
  readonly logons: string;
  /** connections of a Zeek sensor, one a line */
  readonly connections: string;
}

type Kind = 'failed' | 'logon' | 'read' | 'upload';

interface Step {
  readonly kind: Kind;
  readonly afterS: number;
  /** what differs: the name of an account, or numbers of a connection */
  readonly account?: string;
  readonly sent?: number;
  readonly received?: number;
  readonly seconds?: number;
}

interface Story {
  readonly steps: readonly Step[];
  /** titles of the correlations that alert, each once */
  readonly alerts: readonly string[];
}

const STEP_S = 20;
const failures = (count: number, apartS: number, accounts: number): Step[] =>
  Array.from({ length: count }, (_, index) => {
    return { kind: 'failed', afterS: index * apartS, account: `user${index % accounts}` };
  });
const uploads = (count: number, of: Partial<Step>): Step[] =>
  Array.from({ length: count }, (_, index) => ({ kind: 'upload', afterS: index * STEP_S, ...of }));
const reads = (count: number): Step[] =>
  Array.from({ length: count }, (_, index) => ({ kind: 'read', afterS: index * STEP_S }));
const inTurn = (...kinds: Kind[]): Step[] => kinds.map((kind, index) => ({ kind, afterS: index * STEP_S }));

const STORIES: readonly Story[] = [
  { steps: failures(10, STEP_S, 1), alerts: ['burst'] },
  { steps: failures(6, STEP_S, 6), alerts: ['spray'] },
  { steps: inTurn('upload', 'read', 'logon'), alerts: ['joined'] },
  { steps: inTurn('failed', 'logon', 'upload'), alerts: ['sequence'] },
  { steps: uploads(12, { sent: 1e8 }), alerts: ['much'] },
  { steps: uploads(3, { seconds: 4000 }), alerts: ['long'] },
  { steps: uploads(3, { received: 2e8 }), alerts: ['heavy'] },
  { steps: reads(7), alerts: ['some'] },
  { steps: [...failures(10, STEP_S, 1), { kind: 'logon', afterS: 900 }], alerts: ['burst', 'guessed'] },
  // One short of a burst and of a spray; no more than eight at once; the wrong way round; more than some.
  { steps: failures(9, STEP_S, 5), alerts: [] },
  { steps: failures(10, 80, 1), alerts: [] },
  { steps: inTurn('upload', 'logon', 'failed'), alerts: [] },
  { steps: reads(12), alerts: [] },
];

// "wave" is one alert a day, of the sprays of that day.
const WAVE = 'wave';

/** How often each correlation must alert, by its title. */
export function expectedAlerts(days: number, { tellings }: DaySize): Map<string, number> {
  const counts = new Map([[WAVE, days]]);
  for (const title of STORIES.flatMap(({ alerts }) => alerts)) {
    counts.set(title, (counts.get(title) ?? 0) + days * tellings);
  }
  return counts;
}

/** How many addresses some days name. */
export function addressCount(days: number, { quietAddresses, tellings }: DaySize): number {
  return quietAddresses + days * tellings * STORIES.length;
}

/** Ten correlations of all types, and the rules that they rest on. */
export function correlatedRules({ tellings }: DaySize): string {
  const windows = (name: string, eventId: number): string =>
    `title: ${name}\nname: ${name}\nlogsource: { product: windows, service: security }\ndetection: { sel: { EventID: ${eventId} }, condition: sel }\nlevel: low\n`;
  const upload =
    'title: upload\nname: upload\nlogsource: { product: zeek, service: conn }\ndetection: { sel: { id.resp_p: 443 }, condition: sel }\nlevel: low\n';
  const joined =
    'group-by: [address], aliases: { address: { logon: IpAddress, read: IpAddress, failed: IpAddress, upload: id.orig_h } }';
  const without = (...names: string[]): string =>
    names.reduce((text, name) => text.replace(new RegExp(` ${name}: IpAddress,`), ''), joined);
  const correlations = Object.entries({
    burst: 'type: event_count, rules: [failed], group-by: [IpAddress], timespan: 10m, condition: { gte: 10 }',
    spray:
      'type: value_count, rules: [failed], group-by: [IpAddress], timespan: 30m, condition: { field: TargetUserName, gte: 6 }',
    joined: `type: temporal, rules: [logon, read, upload], ${without('failed')}, timespan: 10m`,
    sequence: `type: temporal_ordered, rules: [failed, logon, upload], ${without('read')}, timespan: 1d`,
    much: 'type: value_sum, rules: [upload], group-by: [id.orig_h], timespan: 1d, condition: { field: orig_bytes, gt: 1000000000 }',
    long: 'type: value_avg, rules: [upload], group-by: [id.orig_h], timespan: 1h, condition: { field: duration, gte: 3000 }',
    heavy:
      'type: value_percentile, rules: [upload], group-by: [id.orig_h], timespan: 1h, condition: { field: resp_bytes, percentile: 90, gte: 100000000 }',
    some: 'type: event_count, rules: [read], group-by: [IpAddress], timespan: 1d, condition: { gt: 5, lte: 9 }',
    guessed: 'type: temporal_ordered, rules: [burst, logon], group-by: [IpAddress], timespan: 2h, generate: true',
    [WAVE]: `type: event_count, rules: [spray], timespan: 12h, condition: { gte: ${tellings} }, generate: true`,
  }).map(([name, text]) => `title: ${name}\nname: ${name}\ncorrelation: { ${text} }\nlevel: high\n`);
  return [windows('failed', 4625), windows('logon', 4624), windows('read', 5140), upload, ...correlations].join(
    '---\n',
  );
}

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const QUIET_HOURS = 20;
// Stories begin within ten hours, so that the sprays of two days are never in one wave.
const STORY_HOURS = [5, 14] as const;
// Logs of many sources are hardly ever in order.
const DISORDER_MS = 60_000;
const QUIET_KINDS: readonly Kind[] = ['failed', 'logon', 'read', 'upload'];

interface Happening {
  readonly timeMs: number;
  readonly writtenMs: number;
  readonly address: number;
  readonly step: Step;
}

/** @param day 0 is the first; each has the addresses of its stories to itself */
export function correlatedDay(day: number, size: DaySize): CorrelatedDay {
  const random = randomNumbers(day + 1);
  const all = storiesOf(day, size, random);
  quietEvents(all, day, size, random);
  all.sort((a, b) => a.writtenMs - b.writtenMs);
  const lines: { logons: string[]; connections: string[] } = { logons: [], connections: [] };
  for (const [index, happening] of all.entries()) {
    const isUpload = happening.step.kind === 'upload';
    (isUpload ? lines.connections : lines.logons).push(lineOf(happening, day * size.events + index));
  }
  return { logons: lines.logons.join(''), connections: lines.connections.join('') };
}

function storiesOf(day: number, size: DaySize, random: (below: number) => number): Happening[] {
  const { tellings, quietAddresses } = size;
  const [first, last] = STORY_HOURS;
  const all: Happening[] = [];
  for (let telling = 0; telling < tellings * STORIES.length; telling++) {
    const startMs = START_MS + day * DAY_MS + first * HOUR_MS + random((last - first) * HOUR_MS);
    const address = quietAddresses + day * tellings * STORIES.length + telling;
    for (const step of STORIES[telling % STORIES.length]!.steps) {
      const timeMs = startMs + step.afterS * 1000;
      all.push({ timeMs, writtenMs: timeMs + random(DISORDER_MS), address, step });
    }
  }
  return all;
}

/** Each quiet address always does the same, less than twice a day, so that it satisfies nothing. */
function quietEvents(all: Happening[], day: number, size: DaySize, random: (below: number) => number): void {
  const count = size.events - all.length;
  for (let index = 0; index < count; index++) {
    const address = (day * count + index) % size.quietAddresses;
    const timeMs = START_MS + day * DAY_MS + Math.floor((index / count) * QUIET_HOURS * HOUR_MS);
    const kind = QUIET_KINDS[address % QUIET_KINDS.length]!;
    all.push({ timeMs, writtenMs: timeMs + random(DISORDER_MS), address, step: { kind, afterS: 0 } });
  }
}

const EVENT_IDS = { failed: 4625, logon: 4624, read: 5140 };

function lineOf({ timeMs, address, step }: Happening, number: number): string {
  const ip = `10.${address >>> 16}.${(address >>> 8) & 255}.${address & 255}`;
  if (step.kind === 'upload') {
    const { sent = 100 + (number % 9000), received = 100 + (number % 90_000), seconds = (number % 600) / 10 } = step;
    return `{"_path":"conn","ts":${timeMs / 1000},"uid":"C${number.toString(36)}","id.orig_h":"${ip}","id.orig_p":${49_152 + (number % 16_384)},"id.resp_h":"203.0.113.${number % 200}","id.resp_p":443,"proto":"tcp","service":"ssl","duration":${seconds},"orig_bytes":${sent},"resp_bytes":${received},"conn_state":"SF"}\n`;
  }
  const account = step.account ?? `user${address}`;
  return `{"@timestamp":"${new Date(timeMs).toISOString()}","EventID":${EVENT_IDS[step.kind]},"Channel":"Security","SourceName":"Microsoft-Windows-Security-Auditing","Hostname":"srv-${address % 50}.example.test","RecordNumber":${number},"TargetUserName":"${account}","SubjectUserName":"${account}","LogonType":3,"IpAddress":"${ip}","IpPort":"${49_152 + (number % 16_384)}"}\n`;
}

/** The same numbers on every machine (mulberry32, public domain). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
