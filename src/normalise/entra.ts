import type { FieldRecord, FieldValue, RecordStructure } from '../model/index.ts';
import { at, type FieldReader, fieldReaders } from './cloud-fields.ts';
import type { EventKind, Product, RecordContext } from './product.ts';
import { writtenTime } from './written-time.ts';

/**
 * Microsoft Entra ID and Azure: sign-ins, directory audit, risk detections, privileged identities and the activity log,
 * from Graph, Azure Monitor (event hub, storage), Log Analytics or the portal's CSV.
 */
export const entra: Product = {
  name: 'entra',
  knowledge: {
    supplies: ['signinlogs', 'auditlogs', 'activitylogs', 'riskdetection', 'pim'].map((service) => ({
      ...{ product: 'azure', service, fields: 'open' as const },
    })),
    gaps: [],
  },
  recognise: (structure) => {
    if (isJson(structure)) return (record) => kindOf((name) => record.get(name) !== undefined, record);
    const { fields } = structure;
    if (fields === undefined) return undefined;
    const has = (name: string): boolean => fields.includes(name);
    return SIGNS.some(([, ...signs]) => signs.every(has)) || has('Category') || has('Type')
      ? (record) => kindOf(has, record)
      : undefined;
  },
};

function isJson({ format }: RecordStructure): boolean {
  return format.startsWith('json');
}

/** The sign-in's error code; 0 is success. Source: Microsoft, "Sign-in logs schema", `resultType`. */
const errorCode = at('ResultType', 'status.errorCode', 'Sign-in error code');
const failureReason = at('ResultDescription', 'status.failureReason', 'Failure reason');

const resultType: FieldReader = (record) => {
  const code = errorCode(record);
  return typeof code === 'number' ? String(code) : code;
};

/** The portal's word for the outcome, and what is said beside it, as `MFA denied`. */
const signInStatus: FieldReader = (record) => {
  const code = resultType(record);
  const outcome = code === undefined ? at('Status')(record) : code === '0' ? 'Success' : 'Failure';
  const details = at('status.additionalDetails')(record);
  return typeof details === 'string' && typeof outcome === 'string' ? [outcome, details] : outcome;
};

// Words of the portal for values of `authenticationProtocol`.
const PROTOCOLS: Readonly<Record<string, string>> = { deviceCode: 'Device Code', ropc: 'ROPC' };

const signInMessage: FieldReader = (record) => {
  const protocol = at('authenticationProtocol', 'Authentication Protocol')(record);
  return typeof protocol === 'string' ? (PROTOCOLS[protocol] ?? protocol) : at('message')(record);
};

const country = at('location.countryOrRegion', 'LocationDetails.countryOrRegion', 'location');

const SIGN_IN = fieldReaders({
  ResultType: resultType,
  resultType,
  ResultDescription: failureReason,
  Resultdescription: failureReason,
  Status: signInStatus,
  AuthenticationRequirement: ['authenticationRequirement', 'Authentication requirement'],
  'properties.authenticationRequirement': ['authenticationRequirement', 'Authentication requirement'],
  location: country,
  userAgent: ['userAgent', 'User agent'],
  'properties.message': signInMessage,
  'DeviceDetail.trusttype': ['deviceDetail.trustType', 'Join Type'],
  'DeviceDetail.deviceId': ['deviceDetail.deviceId', 'Device ID'],
  'DeviceDetail.isCompliant': ['deviceDetail.isCompliant', 'Compliant'],
  'properties.deviceDetail.deviceId': ['deviceDetail.deviceId', 'Device ID'],
  'properties.appId': ['appId', 'Application ID'],
  callerIpAddress: ['callerIpAddress', 'ipAddress', 'IP address'],
  homeTenantId: ['homeTenantId', 'Home tenant ID'],
  resourceTenantId: ['resourceTenantId', 'Resource tenant ID'],
  RiskState: ['riskState'],
  ResourceDisplayName: ['resourceDisplayName', 'Resource'],
  conditionalAccessStatus: ['conditionalAccessStatus', 'Conditional Access'],
  NetworkLocationDetails: ['networkLocationDetails'],
  ActivityDetails: () => 'Sign-ins',
  ClientApp: ['clientAppUsed', 'Client app'],
  Username: ['userPrincipalName', 'Username', 'identity'],
});

const activity = at('activityDisplayName', 'OperationName', 'Activity');
const auditResult = at('result', 'resultSignature', 'Result');
const targets = at('targetResources', 'Target1DisplayName');
const modified = at('targetResources.modifiedProperties');
const initiator = at(
  'initiatedBy.user.userPrincipalName',
  'initiatedBy.app.displayName',
  'ActorUserPrincipalName',
  'identity',
);

/** The activity, and what was changed as JSON text, of which rules look for parts. */
const auditMessage: FieldReader = (record) => {
  const values = [activity(record), targets(record)].flat().filter((value) => typeof value === 'string');
  return values.length === 0 ? undefined : values;
};

const AUDIT = fieldReaders({
  'properties.message': auditMessage,
  Category: ['properties.category', 'category'],
  category: ['properties.category', 'category'],
  OperationName: activity,
  operationName: activity,
  ActivityDisplayName: activity,
  ActivityType: activity,
  activityType: activity,
  Status: auditResult,
  'properties.result': auditResult,
  LoggedByService: ['loggedByService', 'Service'],
  'Initiatied.By': initiator,
  Initiatedby: initiator,
  'properties.initiatedBy': ['initiatedBy', 'ActorUserPrincipalName'],
  TargetResources: targets,
  'properties.targetResources': targets,
  Target: ['targetResources.userPrincipalName', 'targetResources.displayName', 'Target1UserPrincipalName'],
  'targetResources.type': ['targetResources.type', 'Target1Type'],
  'TargetResources.modifiedProperties': modified,
  'TargetResources.ModifiedProperties.DisplayName': ['targetResources.modifiedProperties.displayName'],
  'TargetResources.ModifiedProperties.NewValue': ['targetResources.modifiedProperties.newValue'],
  'TargetResources.modifiedProperties.newValue': ['targetResources.modifiedProperties.newValue'],
  'additionalDetails.additionalInfo': ['additionalDetails.additionalInfo', 'additionalDetails.value'],
  failure_status_reason: ['resultReason', 'ResultDescription'],
  'ConsentContext.IsAdminConsent': consentOf('ConsentContext.IsAdminConsent'),
});

/** The new value of a changed property of a target, without the quotes in which it is kept. */
function consentOf(property: string): FieldReader {
  const names = at('targetResources.modifiedProperties.displayName');
  const values = at('targetResources.modifiedProperties.newValue');
  return (record) => {
    const index = [names(record)].flat().indexOf(property);
    const value = index < 0 ? undefined : [values(record)].flat()[index];
    return typeof value === 'string' ? value.replace(/^"|"$/g, '').toLowerCase() : value;
  };
}

const operation = at('operationName.value', 'OperationNameValue', 'operationName', 'Operation name');

const ACTIVITY = fieldReaders({
  operationName: operation,
  OperationNameValue: operation,
  CategoryValue: ['category.value', 'CategoryValue', 'category', 'Event category'],
  ResourceProviderValue: ['resourceProviderName.value', 'ResourceProviderValue'],
  ResourceId: ['resourceId', '_ResourceId', 'Resource'],
  'properties.message': ['properties.message', 'operationName.localizedValue', 'operationName'],
});

const RISK = fieldReaders({
  riskEventType: ['riskEventType', 'RiskEventType', 'alertDefinition.id', 'alertDefinitionId'],
});

/** The kinds of events by the service whose rules they answer. */
const KINDS: Readonly<Record<string, EventKind>> = {
  signinlogs: kind('signinlogs', SIGN_IN),
  auditlogs: kind('auditlogs', AUDIT),
  activitylogs: kind('activitylogs', ACTIVITY),
  riskdetection: kind('riskdetection', RISK),
  pim: kind('pim', RISK),
};

function kind(service: string, fields: ReadonlyMap<string, FieldReader>): EventKind {
  const view = { product: 'azure', service, fields: new Map() };
  return { schema: { id: `azure/${service}`, product: 'azure', views: [view] }, timeMs, host: () => '', fields };
}

/** Members that only one kind has. Source: Graph types signIn, directoryAudit, riskDetection; headers of the portal. */
const SIGNS: readonly (readonly [service: string, ...names: string[]])[] = [
  ['signinlogs', 'createdDateTime', 'userPrincipalName', 'appId', 'ipAddress'],
  ['signinlogs', 'createdDateTime', 'servicePrincipalId', 'appId', 'ipAddress'],
  ['signinlogs', 'Sign-in error code', 'IP address'],
  ['signinlogs', 'ConditionalAccessStatus', 'AppDisplayName', 'ResultType'],
  ['auditlogs', 'activityDateTime', 'activityDisplayName', 'loggedByService'],
  ['auditlogs', 'ActivityDisplayName', 'TargetResources', 'LoggedByService'],
  ['auditlogs', 'Activity', 'ActorUserPrincipalName', 'Target1DisplayName'],
  ['riskdetection', 'riskEventType', 'detectedDateTime'],
  ['riskdetection', 'RiskEventType', 'DetectedDateTime'],
  ['pim', 'alertDefinitionId', 'incidentCount'],
  ['activitylogs', 'OperationNameValue', 'CategoryValue'],
  ['activitylogs', 'eventTimestamp', 'caller', 'operationName.value'],
];

/** Categories of Azure Monitor and tables of Log Analytics. Source: Microsoft, "Azure Monitor resource log categories". */
const CATEGORIES: Readonly<Record<string, string>> = {
  SignInLogs: 'signinlogs',
  SigninLogs: 'signinlogs',
  NonInteractiveUserSignInLogs: 'signinlogs',
  ServicePrincipalSignInLogs: 'signinlogs',
  ManagedIdentitySignInLogs: 'signinlogs',
  AADNonInteractiveUserSignInLogs: 'signinlogs',
  AADServicePrincipalSignInLogs: 'signinlogs',
  AADManagedIdentitySignInLogs: 'signinlogs',
  AuditLogs: 'auditlogs',
  UserRiskEvents: 'riskdetection',
  AADUserRiskEvents: 'riskdetection',
  AzureActivity: 'activitylogs',
  Administrative: 'activitylogs',
};

function kindOf(has: (name: string) => boolean, record: FieldRecord): EventKind | undefined {
  const [category, table] = [text(record.get('category') ?? record.get('Category')), text(record.get('Type'))];
  const service =
    CATEGORIES[table] ?? (has('operationName') || has('OperationName') ? CATEGORIES[category] : undefined);
  if (service !== undefined) return KINDS[service];
  const sign = SIGNS.find(([, ...names]) => names.every(has));
  return sign && KINDS[sign[0]];
}

const TIMES = [
  ...[
    'createdDateTime',
    'activityDateTime',
    'detectedDateTime',
    'eventTimestamp',
    'TimeGenerated',
    'time',
    'Date (UTC)',
  ],
  ...['CreatedDateTime', 'ActivityDateTime', 'properties.createdDateTime', 'Date', 'Time', 'TimeGenerated [UTC]'],
];

function timeMs(record: FieldRecord, context: RecordContext): number | undefined {
  for (const name of TIMES) {
    const time = writtenTime(record.get(name), context);
    if (time !== undefined) return time;
  }
  return undefined;
}

function text(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
