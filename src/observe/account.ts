/** `DOMAIN\user` as logs write it, a UPN or a plain name as it is; undefined without a name. */
export function accountName(domain: string | undefined, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  return domain === undefined || name.includes('@') || name.includes('\\') ? name : `${domain}\\${name}`;
}

/** Accounts of computers end in `$`. */
export function isMachineAccount(account: string): boolean {
  return account.endsWith('$');
}

// [MS-DTYP] 2.4.2.4: anonymous, system, local service, network service; service, desktop window manager and font driver hosts.
const SYSTEM_SID = /^S-1-5-(?:7|18|19|20|80-|90-|96-)/;

/** Accounts that Windows itself uses. */
export function isSystemSid(sid: string | undefined): boolean {
  return sid !== undefined && SYSTEM_SID.test(sid);
}
