import type { IndicatorKind } from '../model/index.ts';
import type { FeedBuilder, RawIndicator } from './feed-builder.ts';
import { numberBetween, text, timeMs } from './fields.ts';
import { MAX_VALUE } from './kinds.ts';

/** Longer lines are no rows of values. */
const MAX_LINE = 65_536;

/**
 * Reads a table with a header, or a list of one value a line. In a list, `#`, `//` and `;` begin comments; comments
 * `# published: 2026-03-01`, `# publisher: NAME`, `# reference: URL`, `# title: TEXT` and `# confidence: 70` before the first
 * value hold for all.
 */
export function readTextFeed(content: string, builder: FeedBuilder): void {
  const lines = linesOf(content);
  const said = new Map<string, string>();
  let columns: Columns | undefined;
  let values = 0;
  for (const [index, line] of lines.entries()) {
    const where = `line ${index + 1}`;
    const trimmed = line.trim();
    if (trimmed === '') continue;
    if (line.length > MAX_LINE) {
      builder.problem('INDICATOR_FEED_DAMAGED', `${where} is longer than ${MAX_LINE} characters.`);
      continue;
    }
    const comment = /^(?:#|\/\/|;)+\s*(.*)$/.exec(trimmed)?.[1];
    if (values === 0 && columns === undefined) {
      columns = columnsOf(comment ?? trimmed);
      if (columns !== undefined) continue;
    }
    if (comment !== undefined) {
      if (values === 0) noteComment(comment, said);
      continue;
    }
    values++;
    addLine(trimmed, columns, said, builder, where);
  }
}

function linesOf(content: string): readonly string[] {
  return content.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
}

function noteComment(comment: string, said: Map<string, string>): void {
  const [, name, value] = /^([a-z_ ]{4,20}):\s*(\S.*)$/i.exec(comment) ?? [];
  if (name !== undefined && value !== undefined) said.set(name.trim().toLowerCase().replaceAll(' ', '_'), value);
}

function addLine(
  line: string,
  columns: Columns | undefined,
  said: ReadonlyMap<string, string>,
  builder: FeedBuilder,
  where: string,
): void {
  if (columns === undefined) {
    const comment = line.search(/\s(?:#|\/\/|;)/);
    const value = (comment < 0 ? line : line.slice(0, comment)).trimEnd().replace(/[,;]$/, '');
    builder.add({ ...commonOf(said, builder), kind: undefined, value: unquoted(value) }, where);
    return;
  }
  const cells = cellsOf(line, columns.delimiter);
  const cell = (role: Role): string | undefined => {
    const at = columns.at.get(role);
    const value = at === undefined ? undefined : text(cells[at]);
    return value === '-' ? undefined : value;
  };
  const undatable = [cell('first'), cell('last')].find((date) => date !== undefined && timeMs(date) === undefined);
  if (undatable !== undefined) {
    builder.problem('INDICATOR_FEED_DAMAGED', `${where}: "${undatable.slice(0, 40)}" is no date as 2026-03-01.`);
    return;
  }
  for (const [at, columnKind] of columns.values) {
    const value = text(cells[at]);
    if (value === undefined || value === '-') continue;
    const named = cell('kind');
    const kind = columnKind ?? kindNamed(named);
    if (columnKind === undefined && named !== undefined && kind === undefined) {
      builder.problem(
        'INDICATOR_UNSUPPORTED',
        `${where}: values of the type "${named.slice(0, 40)}" are not looked for.`,
      );
      continue;
    }
    builder.add({ ...commonOf(said, builder), ...ofRow(cell, said, builder), kind, value }, where);
  }
}

type Common = Omit<RawIndicator, 'kind' | 'value'>;

function commonOf(said: ReadonlyMap<string, string>, builder: FeedBuilder): Common {
  const reference = said.get('reference');
  return {
    firstMs: timeMs(said.get('published')),
    lastMs: timeMs(said.get('last_published')),
    confidencePercent: numberBetween(said.get('confidence'), 0, 100),
    source: builder.source({
      title: said.get('title') ?? '',
      publisher: said.get('publisher') ?? said.get('source') ?? '',
      ...(reference === undefined ? {} : { reference }),
    }),
  };
}

/** What a row says itself; what it does not say is left to what holds for all. */
function ofRow(
  cell: (role: Role) => string | undefined,
  said: ReadonlyMap<string, string>,
  builder: FeedBuilder,
): Partial<Common> {
  const { source } = commonOf(said, builder);
  const [first, last] = [timeMs(cell('first')), timeMs(cell('last'))];
  const confidencePercent = numberBetween(cell('confidence'), 0, 100);
  const [note, publisher, reference] = [cell('note'), cell('publisher'), cell('reference') ?? source.reference];
  return {
    ...(first === undefined ? {} : { firstMs: first }),
    ...(last === undefined ? {} : { lastMs: last }),
    ...(confidencePercent === undefined ? {} : { confidencePercent }),
    ...(note === undefined ? {} : { note }),
    source: builder.source({
      title: source.title,
      publisher: publisher ?? source.publisher,
      ...(reference === undefined ? {} : { reference }),
    }),
  };
}

type Role = 'kind' | 'first' | 'last' | 'confidence' | 'note' | 'publisher' | 'reference';

interface Columns {
  readonly delimiter: string;
  readonly at: ReadonlyMap<Role, number>;
  /** columns of values, with the kind that the name of the column says */
  readonly values: readonly (readonly [at: number, kind: IndicatorKind | undefined])[];
}

const ROLES: Readonly<Record<Role, readonly string[]>> = {
  kind: ['type', 'kind', 'indicator_type', 'ioc_type', 'attribute_type'],
  first: [
    'first_seen',
    'first_seen_utc',
    'published',
    'date',
    'dateadded',
    'date_added',
    'first_published',
    'created',
    'valid_from',
  ],
  last: ['last_seen', 'last_seen_utc', 'last_online', 'last_published', 'modified', 'updated'],
  confidence: ['confidence', 'confidence_level'],
  note: ['note', 'notes', 'description', 'comment', 'malware', 'threat', 'name', 'details'],
  publisher: ['publisher', 'source', 'reporter', 'org', 'organisation', 'organization'],
  reference: ['reference', 'url_reference', 'link', 'report'],
};
const VALUE_COLUMNS: Readonly<Record<string, IndicatorKind | undefined>> = {
  ...{
    value: undefined,
    indicator: undefined,
    ioc: undefined,
    ioc_value: undefined,
    observable: undefined,
    indicator_value: undefined,
  },
  ...{
    ip: 'address',
    ip_address: 'address',
    dst_ip: 'address',
    src_ip: 'address',
    address: 'address',
    ipv4: 'address',
  },
  ...{ domain: 'domain', hostname: 'domain', host: 'domain', url: 'url', uri: 'url' },
  ...{
    md5: 'md5',
    md5_hash: 'md5',
    sha1: 'sha1',
    sha1_hash: 'sha1',
    sha256: 'sha256',
    sha256_hash: 'sha256',
    imphash: 'imphash',
  },
  ...{ user_agent: 'user-agent', filename: 'file-name', file_name: 'file-name' },
};

/** The columns that a line names; undefined when it is no header. */
function columnsOf(line: string): Columns | undefined {
  const delimiter = DELIMITERS.find((one) => line.includes(one)) ?? ',';
  const names = cellsOf(line, delimiter).map((cell) =>
    cell
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  );
  const values = names.flatMap((name, at) =>
    Object.hasOwn(VALUE_COLUMNS, name) ? [[at, VALUE_COLUMNS[name]] as const] : [],
  );
  if (values.length === 0) return undefined;
  const at = new Map<Role, number>();
  for (const role of Object.keys(ROLES) as Role[]) {
    const place = names.findIndex((name) => ROLES[role].includes(name));
    if (place >= 0) at.set(role, place);
  }
  return { delimiter, at, values };
}

const DELIMITERS = ['\t', ';', ','];

const NAMED_KINDS: Readonly<Record<string, IndicatorKind>> = {
  ...{
    ip: 'address',
    ipv4: 'address',
    ipv6: 'address',
    'ip-src': 'address',
    'ip-dst': 'address',
    address: 'address',
    cidr: 'address',
  },
  ...{ domain: 'domain', hostname: 'domain', fqdn: 'domain', url: 'url', uri: 'url' },
  ...{ md5: 'md5', sha1: 'sha1', 'sha-1': 'sha1', sha256: 'sha256', 'sha-256': 'sha256', imphash: 'imphash' },
  ...{
    'user-agent': 'user-agent',
    user_agent: 'user-agent',
    filename: 'file-name',
    'file-name': 'file-name',
    file: 'file-name',
  },
  ...{
    md5_hash: 'md5',
    sha1_hash: 'sha1',
    sha256_hash: 'sha256',
    'filehash-md5': 'md5',
    'filehash-sha1': 'sha1',
    'filehash-sha256': 'sha256',
  },
};

function kindNamed(name: string | undefined): IndicatorKind | undefined {
  const key = name?.toLowerCase() ?? '';
  return Object.hasOwn(NAMED_KINDS, key) ? NAMED_KINDS[key] : undefined;
}

/** Cells of one line; a quoted cell may hold the delimiter, and quotes doubled. Linear in the length of the line. */
function cellsOf(line: string, delimiter: string): readonly string[] {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length && cells.length < MAX_CELLS) {
    while (line[at] === ' ') at++;
    const isQuoted = line[at] === '"';
    const end = isQuoted ? closingQuote(line, at + 1) : nextOf(line, delimiter, at);
    cells.push(isQuoted ? line.slice(at + 1, end).replaceAll('""', '"') : line.slice(at, end));
    at = nextOf(line, delimiter, end) + 1;
  }
  return cells;
}

const MAX_CELLS = 200;

function nextOf(line: string, delimiter: string, from: number): number {
  const at = line.indexOf(delimiter, from);
  return at < 0 ? line.length : at;
}

function closingQuote(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 2)) if (line[at + 1] !== '"') return at;
  return line.length;
}

function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value.slice(0, MAX_VALUE + 1);
}
