import type { CaseFile } from '../../model/index.ts';
import { secretsIn } from './command-secrets.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { eachText } from './texts.ts';

/** Accounts that every system has, and words that name nobody. */
const WELL_KNOWN = new Set(
  [
    ...['administrator', 'admin', 'administrators', 'guest', 'defaultaccount', 'wdagutilityaccount', 'krbtgt', 'root'],
    ...['system', 'local service', 'network service', 'localservice', 'networkservice', 'anonymous logon', 'everyone'],
    ...['iis apppool', 'defaultapppool', 'nt virtual machine', 'azuread', 'dwm-1', 'umfd-0', 'umfd-1'],
    ...['local system', 'localsystem', 'nt authority', 'builtin', 'nt service', 'window manager', 'font driver host'],
    ...['public', 'default', 'default user', 'all users', 'user', 'users', 'nobody', 'daemon', 'www-data', 'apache'],
    ...['nginx', 'postgres', 'mysql', 'oracle', 'sshd', 'host', 'account', 'domain', 'address', 'localhost', 'unknown'],
    ...[
      'test',
      'backup',
      'webserver',
      'server',
      'client',
      'firewall',
      'vpn',
      'sslvpn',
      'zeek',
      'fortinet',
      'fortigate',
    ],
    ...['workgroup', 'localdomain', 'local', 'home', 'lan', 'tsclient', '-', 'n/a', 'none', 'null', 'true', 'false'],
  ].map((name) => name.toLowerCase()),
);

// RFC 1918, RFC 6598, RFC 3927; RFC 4193 and RFC 4291 2.5.6 for IPv6.
const PRIVATE_IPV4 =
  /(?<![\d.])(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|169\.254(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])(?:\.\d{1,3}){2})(?![\d.]*\d)/g;
const PRIVATE_IPV6 = /(?<![\w:])f(?:[cd][0-9a-f]{2}|e[89ab][0-9a-f]):[0-9a-f:]{1,40}(?:\.\d{1,3}){0,3}/gi;
const MAC = /(?<![\w:-])[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![\w:-])/gi;
// Of a domain or machine; those of built-in groups are the same everywhere ([MS-DTYP] 2.4.2.4).
const SID = /S-1-(?:5-21|12-1)-\d{1,10}-\d{1,10}-\d{1,10}(?:-\d{1,10})?/gi;
const MAIL = /(?<![\w.+-])([\w.+-]{1,64})@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})/g;
const PROFILE = /[\\/](?:Users|home|Documents and Settings)[\\/]{1,2}([^\\/"'<>|:;,\s]{1,64})/gi;
const SHARE = /\\\\([A-Za-z0-9][\w.-]{0,252})\\/g;

const HOST_KEYS: ReadonlySet<string> = new Set([
  'host',
  'hosts',
  'blindHosts',
  'targets',
  'sentTo',
  'clock',
  'against',
]);
const ACCOUNT_KEYS: ReadonlySet<string> = new Set(['account', 'targetAccount']);
const ACCOUNT_FIELD = /(?:user|account|member|owner)_?(?:name)?$/i;
const HOST_FIELD = /(?:computer|workstation|host|device|machine|server)_?(?:name)?$/i;
const SECRET_FIELD = /passw|secret|token|credential/i;

// How ids of entities begin; the rest is a name.
const ENTITY_KIND = /^(?:host|account|device|address):/;

/**
 * Finds what tells whose network it is: names of accounts, hosts and domains, private addresses, SIDs, hardware addresses,
 * secrets in command lines, and the folder that the logs lay in. Public addresses stay: they are what is shared.
 * @param words what else is to be hidden, as the name of the organisation
 */
export function findSensitiveNames(caseFile: CaseFile, pseudonyms: Pseudonyms, words: readonly string[]): void {
  const names = nameCollector(pseudonyms);
  for (const word of words) if (word !== '') pseudonyms.add('word', word, word);
  for (const { kind, name, aliases } of caseFile.entities ?? []) {
    for (const text of [name, ...aliases]) {
      if (kind === 'account') names.account(text, name);
      if (kind === 'host' || kind === 'device') names.host(text, name);
    }
  }
  for (const { because } of caseFile.alerts) {
    for (const { field, value } of because) {
      if (typeof value !== 'string') continue;
      if (ACCOUNT_FIELD.test(field)) names.account(value);
      if (HOST_FIELD.test(field)) names.host(value);
      if (SECRET_FIELD.test(field) && value.length > 3) pseudonyms.add('secret', value, value);
    }
  }
  const seen = new Set<string>();
  eachText(caseFile, (text, key) => {
    const name = text.replace(ENTITY_KIND, '');
    if (HOST_KEYS.has(key) && !text.startsWith('account:')) names.host(name);
    if (ACCOUNT_KEYS.has(key)) names.account(name);
    if (seen.has(text)) return;
    seen.add(text);
    findInText(text, names, pseudonyms);
  });
  const sources = caseFile.sources.map(({ source }) => source);
  const shared = commonFolder(sources);
  if (shared !== '') pseudonyms.add('folder', shared, shared);
  for (const source of sources) {
    const inside = source.startsWith(`${shared}/`) ? source.slice(shared.length + 1) : source;
    for (const folder of inside.split('/').slice(0, -1)) {
      // Collections are kept in folders by host, and by whom they were taken from.
      if (!PLAIN_FOLDER.test(folder)) names.folder(folder);
    }
  }
}

// What logs are kept in everywhere: kinds of logs, dates, drives.
const PLAIN_FOLDER =
  /^(?:|\.{1,2}|[A-Za-z]:|[\d._T-]+|logs?|log-?files|evtx|win(?:dows|evt)?|system32|config|security|sysmon|syslog|json|csv|zeek|linux|var|audit|auditd|firewalls?|fortigate|vpn|dns|dhcp|iis|web|cloud|entra|m365|ot|data|evidence|cases?|current|archive|spool|tmp|temp|home|users|opt|srv|mnt)$/i;

interface NameCollector {
  account(text: string, identity?: string): void;
  host(text: string, identity?: string): void;
  domain(text: string): void;
  folder(text: string): void;
}

function nameCollector(pseudonyms: Pseudonyms): NameCollector {
  const isKnown = (text: string): boolean => text.length < 2 || WELL_KNOWN.has(text.toLowerCase());
  const domain = (text: string): void => {
    const labels = text.split('.');
    // A parent of two labels is still the organisation's; one label is everybody's.
    const parents = labels.length < 2 ? [text] : labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
    for (const one of parents) if (!isKnown(one)) pseudonyms.add('domain', text, one);
    const [own = ''] = labels.slice(-2);
    if (labels.length > 1 && own.length > 3 && !isKnown(own)) pseudonyms.add('domain', text, own);
  };
  const host = (text: string, identity = text): void => {
    if (isAddress(text) || isKnown(text) || /[\s"<>|]/.test(text)) return;
    const [label = '', ...rest] = text.split('.');
    if (isKnown(label)) return;
    const [own = label] = identity.split('.');
    if (rest.length > 0) {
      pseudonyms.add('host', own, text);
      domain(rest.join('.'));
    }
    pseudonyms.add('host', own, label);
  };
  const account = (text: string, identity = text): void => {
    const { domain: of, user } = accountParts(text);
    if (user.endsWith('$')) {
      host(user.slice(0, -1));
    } else if (!isKnown(user)) {
      const own = accountParts(identity).user;
      if (text !== user) pseudonyms.add('account', own, text);
      pseudonyms.add('account', own, user);
    }
    if (of !== '' && !isAddress(of) && !isKnown(of)) domain(of);
  };
  const folder = (text: string): void => {
    if (text.length > 1 && !isKnown(text)) pseudonyms.add('folder', text, text);
  };
  return { account, host, domain, folder };
}

/** Of `DOMAIN\user`, `user@domain` or a plain name. */
function accountParts(text: string): { readonly domain: string; readonly user: string } {
  const slash = text.lastIndexOf('\\');
  if (slash >= 0) return { domain: text.slice(0, slash), user: text.slice(slash + 1) };
  const at = text.indexOf('@');
  return at > 0 ? { domain: text.slice(at + 1), user: text.slice(0, at) } : { domain: '', user: text };
}

function isAddress(text: string): boolean {
  return /^[\d.]+$|^[\da-f.]*:[\da-f:.%]*$/i.test(text);
}

function findInText(text: string, names: NameCollector, pseudonyms: Pseudonyms): void {
  for (const expression of [PRIVATE_IPV4, PRIVATE_IPV6]) {
    for (const [address] of text.matchAll(expression)) pseudonyms.add('address', address, address);
  }
  for (const [mac] of text.matchAll(MAC)) pseudonyms.add('mac', mac, mac);
  for (const [sid] of text.matchAll(SID)) pseudonyms.add('sid', sid, sid);
  for (const [mail] of text.matchAll(MAIL)) names.account(mail);
  for (const [, user = ''] of text.matchAll(PROFILE)) names.account(user);
  for (const [, host = ''] of text.matchAll(SHARE)) names.host(host);
  for (const secret of secretsIn(text)) pseudonyms.add('secret', secret, secret);
}

/** The folder that all logs lie in, when its path says more than one word; else empty. */
function commonFolder(sources: readonly string[]): string {
  const [first = '', ...others] = sources.map((source) => source.split('/').slice(0, -1));
  if (first === '') return '';
  const differs = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  const shared = differs < 0 ? first : first.slice(0, differs);
  return shared.length > 1 ? shared.join('/') : '';
}
