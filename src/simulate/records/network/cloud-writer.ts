import type { CloudSignInFact, Fact } from '../../facts.ts';
import type { LogWriter, PutBytes, RecordPlace } from '../../log-writer.ts';
import { guidOf, hash32, hexOf } from '../../random.ts';
import { TextLogs } from '../text-log.ts';

/**
 * Writes the sign-ins of the cloud directory as Azure Monitor's diagnostic settings export them, a JSON object a line, a
 * file a UTC day: `entra/signin/2026-03-02.json`. Names and order of members: Microsoft, "Sign-in logs schema in Azure
 * Monitor".
 */
export function createCloudWriter(put: PutBytes): LogWriter {
  const texts = new TextLogs(put);
  let current = '';
  return {
    write(fact: Fact, places?: RecordPlace[]): void {
      if (fact.kind !== 'cloud-sign-in' || !fact.host.logging.has('entra-export')) return;
      const file = `entra/signin/${new Date(fact.timeMs).toISOString().slice(0, 10)}.json`;
      if (current !== '' && current !== file) texts.close(current);
      current = file;
      const place = texts.add(file, JSON.stringify(signIn(fact)));
      places?.push(place);
    },
    finish: () => texts.finish(),
  };
}

function signIn(fact: CloudSignInFact): Readonly<Record<string, unknown>> {
  const { account, clientAddress, country, errorCode, failureReason } = fact;
  const tenant = idOf(`tenant/${account.dnsDomain}`);
  return {
    time: timeText(fact),
    resourceId: `/tenants/${tenant}/providers/Microsoft.aadiam`,
    operationName: 'Sign-in activity',
    operationVersion: '1.0',
    category: 'SignInLogs',
    tenantId: tenant,
    resultType: String(errorCode),
    resultSignature: 'None',
    ...(errorCode === 0 ? {} : { resultDescription: failureReason }),
    durationMs: 0,
    callerIpAddress: clientAddress,
    correlationId: idOf(`correlation/${fact.id}`),
    identity: account.displayName,
    Level: 4,
    location: country,
    properties: properties(fact),
  };
}

function properties(fact: CloudSignInFact): Readonly<Record<string, unknown>> {
  const { account, application, country, errorCode, failureReason, isMultiFactor } = fact;
  return {
    id: idOf(`sign-in/${fact.id}`),
    createdDateTime: timeText(fact),
    userDisplayName: account.displayName,
    userPrincipalName: `${account.user}@${account.dnsDomain.split('.').slice(-2).join('.')}`,
    userId: idOf(`user/${account.sid}`),
    appId: idOf(`application/${application}`),
    appDisplayName: application,
    ipAddress: fact.clientAddress,
    status: {
      errorCode,
      ...(errorCode === 0 ? {} : { failureReason }),
      ...(isMultiFactor ? { additionalDetails: 'MFA requirement satisfied by claim in the token' } : {}),
    },
    clientAppUsed: fact.client,
    userAgent: fact.userAgent,
    deviceDetail: deviceOf(fact),
    location: { city: '', state: '', countryOrRegion: country, geoCoordinates: {} },
    correlationId: idOf(`correlation/${fact.id}`),
    conditionalAccessStatus: 'notApplied',
    appliedConditionalAccessPolicies: [],
    authenticationRequirement: isMultiFactor ? 'multiFactorAuthentication' : 'singleFactorAuthentication',
    isInteractive: true,
    tokenIssuerType: 'AzureAD',
    riskDetail: fact.riskState === 'remediated' ? 'userPassedMFADrivenByRiskBasedPolicy' : 'none',
    riskLevelAggregated: fact.riskLevel,
    riskLevelDuringSignIn: fact.riskLevel,
    riskState: fact.riskState,
    riskEventTypes_v2: fact.riskEventTypes,
    resourceDisplayName: application,
  };
}

function deviceOf({ account, isManagedDevice }: CloudSignInFact): Readonly<Record<string, unknown>> {
  return isManagedDevice
    ? {
        ...{ deviceId: idOf(`device/${account.sid}`), operatingSystem: 'Windows', browser: 'Edge 129.0.0' },
        ...{ isCompliant: true, isManaged: true, trustType: 'Hybrid Azure AD joined' },
      }
    : { deviceId: '', operatingSystem: 'Windows', browser: '', isCompliant: false, isManaged: false, trustType: '' };
}

/** Seven digits of a second, as the service writes them. */
function timeText({ id, timeMs }: CloudSignInFact): string {
  return `${new Date(timeMs).toISOString().slice(0, -1)}${String(hash32(`sign-in ${id}`) % 10_000).padStart(4, '0')}Z`;
}

/** A lower-case UUID that a text decides. */
function idOf(text: string): string {
  return guidOf(hexOf(text, 32)).slice(1, -1).toLowerCase();
}
