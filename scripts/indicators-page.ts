import { KINDS } from '../src/indicators/index.ts';
import { INDICATOR_KINDS, type IndicatorKind } from '../src/model/index.ts';

/** Where events hold values of a kind. */
const PLACES: Readonly<Record<IndicatorKind, string>> = {
  sha256: 'hashes that Sysmon, Zeek, Suricata, firewalls and ECS log of programs, libraries and files',
  sha1: 'as above',
  md5: 'as above',
  imphash: 'hashes of Sysmon and ECS',
  address:
    'both ends of flows, sources of logons and VPN sessions, answers of name servers; a block (`192.0.2.0/24`) holds all its addresses',
  domain: 'names that were asked for or talked to (DNS, HTTP, TLS); also every name below it',
  url: 'requests of proxies, sensors and web servers; a path (`/a/b.jsp`, kind `url`) on any host; a query only where the value has one',
  'user-agent': 'the whole text, in any case of letters',
  'file-name':
    'programs, libraries and files by the last part of their path, or with folders when the value names them',
};

/** Days after which a value of each kind weighs half, what it weighs when a feed does not say, and where it is looked for. */
export function kindRows(): string[][] {
  return INDICATOR_KINDS.map((kind) => {
    const { halfLifeDays, confidencePercent } = KINDS[kind];
    return [`\`${kind}\``, String(halfLifeDays), String(confidencePercent), PLACES[kind]];
  });
}

/** What the page on indicators says before its tables. */
export const INDICATORS_INTRO: readonly string[] = [
  'An indicator is a value that somebody published because an intruder used it: a hash, an address, a name. `landfall hunt` looks for those in `content/indicators` (what was published of Volt Typhoon) and, with `--indicators FILE-or-FOLDER`, for yours. `--no-indicators` leaves out those of Landfall. `landfall indicators list` shows them with what is left of their weight; `landfall indicators check` says what of a feed cannot be used, and why.',
  'Somebody who lives off the land leaves few such values, and his relays change hands within weeks. So indicators are dated and decay; the behaviour that rules describe does not.',
];

/** What it says of weights, levels and alerts. */
export const INDICATORS_WEIGHT: readonly string[] = [
  'The weight of a value for an event is its confidence, halved for each half-life between its dates and the time of the event (not of the hunt: old logs are judged by what was true then). Between first and last publication it is whole; before the first it decays likewise, as an address belonged to somebody else before. A value or an event without a date does not decay.',
  'An alert is high from 60 %, medium from 35 %, low from 15 %, else informational. Older than three half-lives, or no longer valid by the word of its publisher, it is informational whatever its weight. It is never critical: a value alone proves no intrusion. Of several feeds with one value the one that weighs most speaks.',
  'Alerts on indicators are alerts like others, part of incidents and of all exports. Their rule is `indicator:KIND:VALUE`; `because` holds the field and its value, then `indicator.published` (days, and by whom), `indicator.ageDays` (below zero: so long before it was published), `indicator.weightPercent`, where it differs from the value of the event the indicator itself, and `indicator.feed`.',
];

/** What it says of formats, and of what is refused. */
export const INDICATORS_FORMATS: readonly string[] = [
  '- **Our own form**, YAML or JSON; keys below. What the head says holds for all indicators, and each may say otherwise.',
  '- **STIX 2.x** bundles and TAXII envelopes: indicators whose pattern is a list of values, that is comparisons with `=`, `IN` or `ISSUBSET` joined by `OR`. Of comparisons of one file joined by `AND` its hashes count. `valid_from`, `modified`, `valid_until`, `confidence`, the publisher and tactics of ATT&CK are kept; what is revoked or `benign` is passed over. All other patterns are Problems.',
  '- **MISP** events, lists of them, answers of searches: attributes with `to_ids`, in objects too: `ip-src`, `ip-dst`, `domain`, `hostname`, `md5`, `sha1`, `sha256`, `imphash`, `url`, `uri`, `filename`, `user-agent`, and pairs as `ip-dst|port` and `filename|sha256` (of which the hash counts). Dates, comments, techniques of ATT&CK and the confidence of `estimative-language` are kept.',
  '- **Tables** (CSV, TSV, semicolons) with a header, in a comment too: `type`, `value` or a column for each kind (`ip`, `domain`, `sha256`, ...), `first_seen`, `last_seen`, `confidence`, `source`, `reference`, `description`. Days are written `2026-03-01`.',
  '- **Lists** with one value a line, made harmless (`hxxps://bad[.]example`) or not; `#`, `//` and `;` begin comments. `# published: 2026-03-01`, `# publisher: NAME`, `# confidence: 70` before the first value hold for all. Without a date values never decay.',
  'Which it is, is told by the content. Of a folder all files are read that end in .yml, .yaml, .json, .csv, .tsv or .txt. A feed may have 128 MiB; 1,000,000 values are looked for at most. Domains are looked for with all names below them, hashes and names in any case of letters.',
  '**Never an indicator**, whatever feed names it: programs of Windows and other systems by name or by hash (`cmd.exe`, `netsh.exe`, the empty file), private and reserved addresses and public resolvers, blocks wider than /16, names that every network asks for. `content/never-indicators.yml` lists them. Such values are Problems, and the rest of the feed is used. A program in a folder where it does not belong (`C:\\Users\\Public\\WmiPrvSE.exe`) is an indicator.',
];
