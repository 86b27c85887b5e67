import type { LogEvent, Schema } from '../model/index.ts';
import { isTraffic } from './flow-event.ts';
import type { LogonReader, LogonStart } from './logon-event.ts';
import { OWN_FIELDS } from './view.ts';

/** How the events of a product, other than Windows, tell of people who come in. */
export function deviceLogonReader(schema: Schema): LogonReader | undefined {
  return schema.product === 'fortigate' && !isTraffic(schema) ? fortigateLogon : undefined;
}

/**
 * Log ids of FortiOS without the two digits of their type and subtype: administrators (32001 in, 32002 refused) and
 * VPN users (39424 tunnel up, 39426 refused). Source: Fortinet, FortiOS Log Message Reference 7.x.
 */
const FORTIGATE_LOGONS: Readonly<Record<string, { readonly kind: 'device' | 'vpn'; readonly isSuccess: boolean }>> = {
  '32001': { kind: 'device', isSuccess: true },
  '32002': { kind: 'device', isSuccess: false },
  '39424': { kind: 'vpn', isSuccess: true },
  '39426': { kind: 'vpn', isSuccess: false },
};

function fortigateLogon(event: LogEvent): LogonStart | undefined {
  const logon = FORTIGATE_LOGONS[Number(OWN_FIELDS.text(event, 'logid')?.slice(-6) ?? '')];
  const account = OWN_FIELDS.text(event, 'user');
  if (logon === undefined || account === undefined) return undefined;
  const address = OWN_FIELDS.text(event, 'remip') ?? OWN_FIELDS.text(event, 'srcip');
  const logonId = OWN_FIELDS.text(event, 'tunnelid') ?? OWN_FIELDS.text(event, 'sn');
  return { what: 'logon', ...logon, account, address, logonId, isBackground: false };
}
