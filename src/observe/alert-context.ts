import type { AlertContext, LogEvent, LogsourceView, Schema } from '../model/index.ts';
import { accountName, isSystemSid } from './account.ts';
import { commandShape } from './commands.ts';
import { present } from './optional.ts';
import { type FieldReader, OWN_FIELDS, readerOf } from './view.ts';

const MAX_COMMAND = 1_024;
const MAX_NAMES = 16;

/** Categories whose views name process and account alike, the most telling first. */
const CATEGORIES = [
  ...['process_creation', 'network_connection', 'registry_set', 'registry_event', 'file_event', 'file_access'],
  ...['process_access', 'image_load', 'dns_query', 'pipe_created', 'process_termination'],
];

// What products call the one who acts, where he comes from, and the other end; the first that is there is taken.
const ACCOUNTS: readonly (readonly [domain: string | undefined, name: string])[] = [
  [undefined, 'User'],
  ['SubjectDomainName', 'SubjectUserName'],
  [undefined, 'user'],
  [undefined, 'userPrincipalName'],
  // Azure Monitor and Log Analytics keep what Graph says one level deeper.
  [undefined, 'properties.userPrincipalName'],
  [undefined, 'cs-username'],
];
const ADDRESSES = [
  ...[
    'IpAddress',
    'SourceIp',
    'DestinationIp',
    'remip',
    'srcip',
    'dstip',
    'id.orig_h',
    'id.resp_h',
    'c-ip',
    'ClientAddress',
  ],
  ...['src_ip', 'dst_ip', 'ipAddress', 'callerIpAddress', 'Address'],
];
const FILES = ['TargetFilename', 'ObjectName', 'RelativeTargetName', 'FileName', 'name'];
const LOGONS: ReadonlySet<number> = new Set([4624, 4625]);
// Kerberos names who asks as the target, `user@REALM`, and what for as the service. Source: Microsoft, audit event 4769.
const SERVICE_TICKET = 4769;
const COMMANDS = ['CommandLine', 'ScriptBlockText', 'ServiceFileName', 'ImagePath', 'Data'];

/** What an event says of who, where from and which process; for events that alerted. */
export function alertContext(event: LogEvent): AlertContext {
  const view = viewOf(event.schema);
  const text = (field: string): string | undefined => view.text(event, field);
  const command = firstOf(COMMANDS, text);
  const eventId = event.schema.constants?.get('EventID') as number;
  if (eventId === SERVICE_TICKET) return ticketContext(text);
  const target = isOfGroup(eventId) ? undefined : accountName(text('TargetDomainName'), text('TargetUserName'));
  // Who comes in is the target of a logon; its subject is the service that lets him in.
  const isLogon = LOGONS.has(eventId);
  const logonId = isLogon ? text('TargetLogonId') : (text('LogonId') ?? text('SubjectLogonId'));
  return present<AlertContext>({
    account: isLogon ? target : (namedBy(event.schema, accountOf(text)) ?? writerOf(event.schema, text)),
    targetAccount: isLogon ? undefined : target,
    logonId: (logonId ?? text('TargetLogonId'))?.toLowerCase(),
    processGuid: text('ProcessGuid') ?? text('SourceProcessGUID'),
    pid: view.number(event, 'ProcessId'),
    image: text('Image') ?? text('SourceImage'),
    commandLine: command?.slice(0, MAX_COMMAND),
    shape: shapeOf(text('Image'), text('CommandLine')),
    parentImage: text('ParentImage'),
    addresses: listed(addressesOf(text)),
    targets: listed(targetsIn([command, text('ShareName'), text('path'), text('TargetServerName')])),
    files: listed(filesOf(text, command)),
  });
}

/**
 * What such an event names is a group, which never logs on. Source: Microsoft, Audit Security Group Management and Audit
 * Distribution Group Management.
 */
function isOfGroup(eventId: number): boolean {
  return (eventId >= 4727 && eventId <= 4737) || (eventId >= 4744 && eventId <= 4764) || eventId === 4799;
}

/** A number is no name: the audit daemon writes it where it does not look names up, and every Linux host has a user 1000. */
function namedBy({ product }: Schema, account: string | undefined): string | undefined {
  return product === 'linux' && account !== undefined && /^\d+$/.test(account) ? undefined : account;
}

/**
 * Who ran what PowerShell logs: a pipeline names its user, a script block has the SID of whoever's process wrote it.
 * Source: Microsoft, about_Logging_Windows.
 */
function writerOf({ views }: Schema, text: TextReader): string | undefined {
  if (!views.some(({ service }) => service === 'powershell')) return undefined;
  const user = /(?:^|\n)\s{0,20}User = ([^\r\n]{1,100})/.exec(text('ContextInfo') ?? '')?.[1]?.trim();
  if (user !== undefined && user !== '') return user;
  const sid = text('Security_UserID');
  return isSystemSid(sid) ? undefined : sid;
}

/** The realm is no name of the domain that other events know, so it is left out. */
function ticketContext(text: TextReader): AlertContext {
  return present<Pick<AlertContext, 'account' | 'targetAccount' | 'addresses'>>({
    account: text('TargetUserName')?.split('@', 1)[0],
    targetAccount: text('ServiceName'),
    addresses: listed(addressesOf(text)),
  });
}

const views = new WeakMap<Schema, FieldReader>();

function viewOf(schema: Schema): FieldReader {
  const known = views.get(schema);
  if (known !== undefined) return known;
  const category = CATEGORIES.find((one) => schema.views.some((view) => view.category === one));
  const view = category === undefined ? undefined : schema.views.find((one) => one.category === category);
  const reader = view === undefined ? OWN_FIELDS : viewFirst(view);
  views.set(schema, reader);
  return reader;
}

/** Texts under the names of a view, and where it has none the log's own; numbers under those of the view only. */
function viewFirst({ fields }: LogsourceView): FieldReader {
  const { text, number } = readerOf(fields);
  return {
    text: (event, field) =>
      fields.has(field) ? (text(event, field) ?? OWN_FIELDS.text(event, field)) : OWN_FIELDS.text(event, field),
    number,
  };
}

function shapeOf(image: string | undefined, commandLine: string | undefined): string | undefined {
  return image === undefined ? undefined : commandShape(commandLine ?? '');
}

type TextReader = (field: string) => string | undefined;

function firstOf(fields: readonly string[], text: TextReader): string | undefined {
  for (const field of fields) {
    const value = text(field);
    if (value !== undefined) return value;
  }
  return undefined;
}

function accountOf(text: TextReader): string | undefined {
  for (const [domain, name] of ACCOUNTS) {
    const account = accountName(domain === undefined ? undefined : text(domain), text(name));
    if (account !== undefined) return account;
  }
  return undefined;
}

function addressesOf(text: TextReader): string[] {
  const found: string[] = [];
  for (const field of ADDRESSES) {
    const address = text(field)?.replace(/^::ffff:/, '');
    if (address !== undefined && /^[\d.]{7,15}$|^[\da-f:]{3,39}$/i.test(address) && !isHere(address))
      found.push(address);
  }
  return unique(found);
}

function isHere(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address === '0.0.0.0' || address === '::';
}

/**
 * Other computers that a command or a share names: `\\HOST\share`, `/node:HOST`, `-ComputerName HOST`, `-r:HOST`. Names of
 * the computer itself (`\\127.0.0.1`, `\\.`, `\\*`) are none.
 */
export function targetsIn(texts: readonly (string | undefined)[]): string[] {
  const found: string[] = [];
  for (const text of texts) {
    if (text === undefined) continue;
    const named = text
      .slice(0, MAX_COMMAND)
      .matchAll(
        /\\\\([a-z\d][a-z\d.-]{0,252})(?=[\\\s"']|$)|\/node:["']?([a-z\d][a-z\d.-]{0,252})|-computername\s+["']?([a-z\d][a-z\d.-]{0,252})|-r(?:emote)?:["']?([a-z\d][a-z\d.-]{0,252})/gi,
      );
    for (const match of named) found.push((match[1] ?? match[2] ?? match[3] ?? match[4])!.toLowerCase());
  }
  return found.length === 0 ? found : unique(found.filter((name) => name !== 'localhost' && !isHere(name)));
}

/** Paths of files, as fields and within a command. */
function filesOf(text: TextReader, command: string | undefined): string[] {
  const found: string[] = [];
  for (const field of FILES) {
    const path = text(field);
    if (path !== undefined && /[\\/]/.test(path)) found.push(path);
  }
  found.push(...(command?.slice(0, MAX_COMMAND).match(/[a-z]:\\[^\s"'<>|,;]{3,260}/gi) ?? []));
  return unique(found.map((path) => path.toLowerCase().replace(/\\+$/, '')));
}

function unique(values: string[]): string[] {
  return values.length < 2 ? values : [...new Set(values)].slice(0, MAX_NAMES);
}

function listed(values: readonly string[]): readonly string[] | undefined {
  return values.length === 0 ? undefined : values;
}
