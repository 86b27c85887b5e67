/** What a hidden value is; its pseudonym says so: `host-3`. */
export type HiddenKind = 'account' | 'host' | 'domain' | 'address' | 'sid' | 'mac' | 'secret' | 'folder' | 'word';

/** Version of the key's form. */
export const REDACTION_KEY_VERSION = 1;

/** What maps pseudonyms back: each with all texts that it stands for. It holds all that was hidden; keep it. */
export interface RedactionKey {
  readonly redactionKeyVersion: typeof REDACTION_KEY_VERSION;
  readonly names: Readonly<Record<string, readonly string[]>>;
}

/** Gives pseudonyms; the same for the same thing. */
export interface Pseudonyms {
  /**
   * @param identity what makes two texts names of one thing; the first text's own when it has none other
   * @param text one of its names
   */
  add(kind: HiddenKind, identity: string, text: string): void;
  /** every hidden text with its pseudonym */
  entries(): { readonly text: string; readonly replacement: string }[];
  key(): RedactionKey;
}

/**
 * Starts with those of an earlier key, so that what was shared before keeps its pseudonyms.
 * @param earlier undefined for none
 */
export function createPseudonyms(earlier: RedactionKey | undefined): Pseudonyms {
  const texts = new Map<string, Set<string>>();
  const byText = new Map<string, string>();
  const byIdentity = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const [pseudonym, known] of Object.entries(earlier?.names ?? {})) {
    texts.set(pseudonym, new Set(known));
    for (const text of known) byText.set(text.toLowerCase(), pseudonym);
    const [, kind = '', number = '0'] = /^([a-z]+)-(\d+)$/.exec(pseudonym) ?? [];
    counts.set(kind, Math.max(counts.get(kind) ?? 0, Number(number)));
  }
  const made = (kind: HiddenKind): string => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return `${kind}-${count}`;
  };
  return {
    add: (kind, identity, text) => {
      const own = `${kind} ${identity.toLowerCase()}`;
      const folded = text.toLowerCase();
      const pseudonym = byText.get(folded) ?? byIdentity.get(own) ?? byText.get(identity.toLowerCase()) ?? made(kind);
      if (!byIdentity.has(own)) byIdentity.set(own, pseudonym);
      byText.set(folded, pseudonym);
      texts.set(pseudonym, (texts.get(pseudonym) ?? new Set()).add(text));
    },
    entries: () => [...byText].map(([text, replacement]) => ({ text, replacement })),
    key: () => ({
      redactionKeyVersion: REDACTION_KEY_VERSION,
      names: Object.fromEntries([...texts].map(([pseudonym, known]) => [pseudonym, [...known]])),
    }),
  };
}
