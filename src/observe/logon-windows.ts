import type { LogEvent, LogonKind, Schema } from '../model/index.ts';
import { accountName, isMachineAccount, isSystemSid } from './account.ts';
import type { LogonFact, LogonReader } from './logon-event.ts';
import { OWN_FIELDS } from './view.ts';

/** Logon types of event 4624. Source: Microsoft, "Audit logon events", table of logon types. */
const KINDS: Readonly<Record<string, LogonKind>> = {
  '2': 'interactive',
  '3': 'network',
  '4': 'batch',
  '5': 'service',
  '7': 'unlock',
  '8': 'cleartext',
  '9': 'new-credentials',
  '10': 'remote-interactive',
  '11': 'cached',
  '12': 'cached',
  '13': 'unlock',
};

/** By channel and event id. Source: Microsoft's pages of the Security events 4608, 4624, 4625, 4634 and 4647. */
const READERS: Readonly<Record<string, LogonReader>> = {
  'Security/4624': (event) => logon(event, true),
  'Security/4625': (event) => logon(event, false),
  'Security/4634': logoff,
  'Security/4647': logoff,
  'Security/4608': () => ({ what: 'start' }),
  'System/6005': () => ({ what: 'start' }),
};

export function windowsLogonReader({ constants }: Schema): LogonReader | undefined {
  return READERS[`${String(constants?.get('Channel'))}/${String(constants?.get('EventID'))}`];
}

function logon(event: LogEvent, isSuccess: boolean): LogonFact | undefined {
  const text = (field: string): string | undefined => OWN_FIELDS.text(event, field);
  const account = accountName(text('TargetDomainName'), text('TargetUserName'));
  const kind = KINDS[text('LogonType') ?? ''];
  if (account === undefined || kind === undefined) return undefined;
  const sid = text('TargetUserSid');
  return {
    what: 'logon',
    isSuccess,
    account,
    sid,
    kind,
    address: addressOf(text('IpAddress')),
    workstation: text('WorkstationName'),
    logonId: text('TargetLogonId')?.toLowerCase(),
    isElevated: text('ElevatedToken') === '%%1842',
    isBackground: isSystemSid(sid) || isMachineAccount(account),
  };
}

function logoff(event: LogEvent): LogonFact | undefined {
  const logonId = OWN_FIELDS.text(event, 'TargetLogonId')?.toLowerCase();
  return logonId === undefined ? undefined : { what: 'logoff', logonId };
}

/** Local logons name the loopback address; IPv4 comes mapped into IPv6. */
function addressOf(text: string | undefined): string | undefined {
  if (text === undefined || text === '::1' || text === '127.0.0.1') return undefined;
  return text.startsWith('::ffff:') ? text.slice('::ffff:'.length) : text;
}
