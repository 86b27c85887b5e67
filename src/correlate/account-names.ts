/**
 * Puts the names of accounts together: `UTIL\anna`, `anna@util.example` and the VPN's `anna` are one, as long as only one
 * domain has an `anna`. Local accounts of hosts (`FS01\Administrator`) stay theirs.
 */
export class AccountNames {
  readonly #domainsByUser = new Map<string, Set<string>>();
  readonly #shown = new Map<string, Map<string, number>>();
  readonly #bySid = new Map<string, string>();

  /** Call with every name first; then ask. */
  add(account: string, count = 1): void {
    const { user, domain } = partsOf(account);
    if (user === '') return;
    if (domain !== '') {
      const domains = this.#domainsByUser.get(user) ?? new Set();
      domains.add(domain);
      this.#domainsByUser.set(user, domains);
    }
    const shown = this.#shown.get(user) ?? new Map<string, number>();
    shown.set(account, (shown.get(account) ?? 0) + count);
    this.#shown.set(user, shown);
  }

  /** A logon names both. */
  addSid(sid: string, account: string): void {
    this.#bySid.set(sid.toLowerCase(), account);
  }

  /** The name of an account that is given by its SID, when a logon told it; any other name as it is. */
  named(account: string): string {
    return this.#bySid.get(account.toLowerCase()) ?? account;
  }

  /** Equal for names of one account; empty for none. */
  keyOf(account: string): string {
    const { user, domain } = partsOf(this.named(account));
    const domains = this.#domainsByUser.get(user);
    if (domains === undefined || domains.size <= 1) return user;
    return domain === '' ? user : `${domain}\\${user}`;
  }

  namesOf(key: string): string[] {
    const shown = this.#shown.get(partsOf(key).user) ?? new Map<string, number>();
    return [...shown]
      .filter(([name]) => this.keyOf(name) === key)
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .map(([name]) => name);
  }
}

/** The first label of a domain's DNS name is its NetBIOS name nearly everywhere. */
function partsOf(account: string): { readonly user: string; readonly domain: string } {
  const lower = account.toLowerCase();
  const at = lower.lastIndexOf('@');
  if (at > 0) return { user: lower.slice(0, at), domain: lower.slice(at + 1).split('.')[0]! };
  const slash = lower.lastIndexOf('\\');
  if (slash < 0) return { user: lower, domain: '' };
  return { user: lower.slice(slash + 1), domain: lower.slice(0, slash).split('.')[0]! };
}

/** Accounts of Windows itself, by name where no SID is given. */
export function isSystemAccount(account: string): boolean {
  const { user, domain } = partsOf(account);
  return (
    user.endsWith('$') ||
    /^(?:system|local service|network service|anonymous logon|local_process_access)$/.test(user) ||
    /^(?:nt authority|window manager|font driver host|nt service)$/.test(domain)
  );
}

/** The key of who acted on a host: the system itself under one name, whichever a log gives it. */
export function actorOf(account: string, host: string, names: { account(name: string): string }): string {
  const { user } = partsOf(account);
  const isMachine = user.endsWith('$') && user !== `${host}$`;
  return isSystemAccount(account) && !isMachine ? 'system' : names.account(account);
}
