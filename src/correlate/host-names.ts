/**
 * Puts the names of computers together: `DC01`, `dc01.util.example` and `\\DC01` are one host. A short name that several
 * domains use stays by itself.
 */
export class HostNames {
  readonly #fullByShort = new Map<string, Set<string>>();
  readonly #shown = new Map<string, Map<string, number>>();

  /** Call with every name first; then ask. */
  add(name: string, count = 1): void {
    const lower = name.toLowerCase();
    if (lower === '') return;
    const short = shortName(lower);
    if (short !== lower) {
      const full = this.#fullByShort.get(short) ?? new Set();
      full.add(lower);
      this.#fullByShort.set(short, full);
    }
    const key = this.keyOf(name);
    const shown = this.#shown.get(key) ?? new Map<string, number>();
    shown.set(name, (shown.get(name) ?? 0) + count);
    this.#shown.set(key, shown);
  }

  /** Equal for names of one host; empty for none. */
  keyOf(name: string): string {
    const lower = name.toLowerCase();
    const short = shortName(lower);
    const full = this.#fullByShort.get(short);
    // Two hosts of one name in two domains are told apart by their full names only.
    return full !== undefined && full.size > 1 ? lower : short;
  }

  /** All names that were given for a key, the most frequent first. */
  namesOf(key: string): string[] {
    const shown = this.#shown.get(key) ?? new Map<string, number>();
    return [...shown].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
  }
}

/** An address is no name with domains. */
function shortName(lower: string): string {
  if (/^[\d.]+$/.test(lower) || lower.includes(':')) return lower;
  const dot = lower.indexOf('.');
  return dot < 0 ? lower : lower.slice(0, dot);
}
