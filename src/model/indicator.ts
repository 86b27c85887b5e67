/** What a published value is, and so which fields of events it is compared with. */
export type IndicatorKind =
  | 'address'
  | 'domain'
  | 'url'
  | 'sha256'
  | 'sha1'
  | 'md5'
  | 'imphash'
  | 'user-agent'
  | 'file-name';

/** All kinds, in the order in which they are listed. */
export const INDICATOR_KINDS: readonly IndicatorKind[] = [
  ...(['sha256', 'sha1', 'md5', 'imphash', 'address', 'domain', 'url', 'user-agent', 'file-name'] as const),
];

/** Who published indicators, and where; one object for all indicators that share it. */
export interface IndicatorSource {
  /** the file, as the user gave it */
  readonly file: string;
  /** what the feed calls itself; empty when it does not say */
  readonly title: string;
  readonly publisher: string;
  /** address of the publication */
  readonly reference?: string;
  /** ATT&CK tags as rules have them, `attack.t1090.003` */
  readonly tags: readonly string[];
}

/** One published value that an intruder used, with all that its weight depends on. Plain data. */
export interface Indicator {
  readonly kind: IndicatorKind;
  /** as it is compared: hashes in upper case, names in lower case, addresses as canonical text or CIDR */
  readonly value: string;
  /** first and last publication or sighting, UTC milliseconds since 1970; null when the feed does not say */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** no longer valid from then on, by the word of its publisher; UTC milliseconds */
  readonly untilMs?: number;
  /** how sure the publisher is that only intruders use it, 0 to 100 */
  readonly confidencePercent: number;
  /** after this many days beyond its dates it weighs half */
  readonly halfLifeDays: number;
  /** what it is, a few words */
  readonly note?: string;
  readonly source: IndicatorSource;
}
