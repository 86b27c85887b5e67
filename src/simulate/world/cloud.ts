import { countryOf } from '../addresses.ts';
import type { CloudSignInFact } from '../facts.ts';
import type { Account } from '../organisation.ts';
import { EDGE_AGENT } from './web.ts';
import type { World } from './world.ts';

/** How somebody signs in to the cloud; by default as staff do: their own computer, two factors, nothing risky. */
export type CloudSignIn = Partial<
  Pick<
    CloudSignInFact,
    | 'application'
    | 'client'
    | 'userAgent'
    | 'errorCode'
    | 'failureReason'
    | 'isMultiFactor'
    | 'isManagedDevice'
    | 'riskState'
    | 'riskLevel'
    | 'riskEventTypes'
  >
>;

/** Somebody signs in to the cloud directory, or tries to. @param from the address that the cloud sees */
export function signInToCloud(world: World, account: Account, from: string, how: CloudSignIn = {}): void {
  world.emit({
    kind: 'cloud-sign-in',
    host: world.hostOf('firewall').host,
    account,
    clientAddress: from,
    country: COUNTRY_CODES[countryOf(from, world.organisation.country)] ?? 'US',
    application: 'Office 365 Exchange Online',
    userAgent: EDGE_AGENT,
    client: 'Browser',
    errorCode: 0,
    failureReason: 'Other.',
    isMultiFactor: true,
    riskState: 'none',
    riskLevel: 'none',
    riskEventTypes: [],
    isManagedDevice: true,
    ...how,
  });
}

/** ISO 3166 codes of the countries that addresses here are in. */
const COUNTRY_CODES: Readonly<Record<string, string>> = {
  'United States': 'US',
  Germany: 'DE',
  Brazil: 'BR',
  Netherlands: 'NL',
  India: 'IN',
  Singapore: 'SG',
  France: 'FR',
  Vietnam: 'VN',
};
