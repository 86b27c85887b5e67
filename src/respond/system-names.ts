// Accounts that Windows itself acts under. Source: Microsoft Learn, well-known security identifiers.
const SYSTEM_DOMAIN = /^(?:nt authority|nt service|window manager|font driver host|iis apppool)\\/i;
// A number alone is how auditd names the user of a daemon; it goes with its host.
const SYSTEM_NAME =
  /^(?:system|local service|network service|anonymous logon|localsystem|dwm-\d+|umfd-\d+|s-1-5-(?:7|18|19|20)|\d+|-|)$/i;

/** Whether Windows itself acts under a name. */
export function isSystemName(name: string): boolean {
  return SYSTEM_DOMAIN.test(name) || SYSTEM_NAME.test(name.slice(name.lastIndexOf('\\') + 1));
}
