import { expect, test } from 'vitest';
import type { FieldValue, LogEvent } from '../model/index.ts';
import { csvFormat } from '../read/csv.ts';
import { JsonObjectRecord } from '../read/json-record.ts';
import { createNormaliser } from './normaliser.ts';
import { recordContext } from './record-context.ts';

const TIME = '2026-03-02T07:12:00.500Z';
const DEVICE = { deviceId: '', operatingSystem: 'Windows', isCompliant: false, trustType: '' };
const SIGN_IN = {
  createdDateTime: TIME,
  userPrincipalName: 'm.okafor@brookwater.example',
  appId: '29d9ed98-a469-4536-ade2-f981bc1d605e',
  ipAddress: '203.0.113.9',
  clientAppUsed: 'Other clients',
  userAgent: 'BAV2ROPC',
  authenticationProtocol: 'ropc',
  authenticationRequirement: 'singleFactorAuthentication',
  conditionalAccessStatus: 'success',
  resourceDisplayName: 'Device Registration Service',
  riskState: 'atRisk',
  status: { errorCode: 50097, failureReason: 'Device authentication is required', additionalDetails: 'MFA denied' },
  deviceDetail: DEVICE,
  location: { city: 'Nowhere', countryOrRegion: 'XX' },
};
const AUDIT = {
  activityDateTime: TIME,
  activityDisplayName: 'Add member to role',
  category: 'RoleManagement',
  loggedByService: 'Core Directory',
  result: 'success',
  initiatedBy: { user: { userPrincipalName: 'm.okafor@brookwater.example' } },
  targetResources: [
    {
      type: 'User',
      displayName: 'svc-backup',
      modifiedProperties: [{ displayName: 'Role.DisplayName', oldValue: null, newValue: '"Global Administrator"' }],
    },
  ],
};

test.each<[source: string, record: object, service: string, fields: Readonly<Record<string, FieldValue | undefined>>]>([
  [
    'sign-ins of Graph',
    SIGN_IN,
    'signinlogs',
    {
      ResultType: '50097',
      ResultDescription: 'Device authentication is required',
      Status: ['Failure', 'MFA denied'],
      AuthenticationRequirement: 'singleFactorAuthentication',
      'DeviceDetail.deviceId': '',
      'DeviceDetail.isCompliant': false,
      'properties.message': 'ROPC',
      location: 'XX',
      callerIpAddress: '203.0.113.9',
      Username: 'm.okafor@brookwater.example',
    },
  ],
  [
    'sign-ins of Azure Monitor',
    {
      time: TIME,
      category: 'SignInLogs',
      operationName: 'Sign-in activity',
      resultType: '0',
      callerIpAddress: '203.0.113.9',
      location: 'XX',
      properties: { ...SIGN_IN, status: { errorCode: 0 }, authenticationProtocol: 'deviceCode' },
    },
    'signinlogs',
    {
      resultType: '0',
      Status: 'Success',
      'properties.message': 'Device Code',
      location: 'XX',
      userAgent: 'BAV2ROPC',
      'properties.deviceDetail.deviceId': '',
      RiskState: 'atRisk',
    },
  ],
  [
    'directory audit of Graph',
    AUDIT,
    'auditlogs',
    {
      operationName: 'Add member to role',
      Category: 'RoleManagement',
      Status: 'success',
      LoggedByService: 'Core Directory',
      Initiatedby: 'm.okafor@brookwater.example',
      Target: 'svc-backup',
      'TargetResources.ModifiedProperties.NewValue': '"Global Administrator"',
    },
  ],
  [
    'directory audit of Azure Monitor',
    {
      time: TIME,
      category: 'AuditLogs',
      operationName: 'Consent to application',
      properties: {
        ...AUDIT,
        category: 'ApplicationManagement',
        activityDisplayName: 'Consent to application',
        targetResources: [
          {
            modifiedProperties: [
              { displayName: 'ConsentContext.IsAdminConsent', newValue: '"False"' },
              { displayName: 'ConsentContext.OnBehalfOfAll', newValue: '"True"' },
            ],
          },
        ],
      },
    },
    'auditlogs',
    {
      OperationName: 'Consent to application',
      category: 'ApplicationManagement',
      'ConsentContext.IsAdminConsent': 'false',
    },
  ],
  [
    'the activity log',
    {
      time: TIME,
      resourceId: '/SUBSCRIPTIONS/X/RESOURCEGROUPS/Y',
      operationName: 'MICROSOFT.COMPUTE/VIRTUALMACHINES/RUNCOMMAND/ACTION',
      category: 'Administrative',
      resultType: 'Success',
    },
    'activitylogs',
    {
      operationName: 'MICROSOFT.COMPUTE/VIRTUALMACHINES/RUNCOMMAND/ACTION',
      CategoryValue: 'Administrative',
      ResourceId: '/SUBSCRIPTIONS/X/RESOURCEGROUPS/Y',
    },
  ],
  [
    'the activity log of the command line',
    {
      eventTimestamp: TIME,
      caller: 'm.okafor@brookwater.example',
      category: { value: 'Administrative' },
      operationName: {
        value: 'Microsoft.Authorization/roleAssignments/write',
        localizedValue: 'Create role assignment',
      },
    },
    'activitylogs',
    {
      operationName: 'Microsoft.Authorization/roleAssignments/write',
      CategoryValue: 'Administrative',
      'properties.message': 'Create role assignment',
    },
  ],
  [
    'risk detections',
    { detectedDateTime: TIME, riskEventType: 'unlikelyTravel', riskLevel: 'low' },
    'riskdetection',
    {
      riskEventType: 'unlikelyTravel',
    },
  ],
])('%s', (_, value, service, fields) => {
  const record = new JsonObjectRecord({ format: 'json', kind: '' }, 0, value as Readonly<Record<string, unknown>>);
  const event = createNormaliser().toLogEvent(record, recordContext({ source: 'x' }));
  expect(event.schema.views.map((view) => view.service)).toEqual([service]);
  expect(new Date(event.timeMs!).toISOString()).toBe(TIME);
  expect(Object.fromEntries(Object.keys(fields).map((name) => [name, event.get(name)]))).toEqual(fields);
});

test("the portal's CSV of sign-ins", () => {
  const header = 'Date (UTC),Request ID,User agent,User,Username,Application,Application ID,IP address,Location,Status';
  const row = `${TIME},r,axios/1.7.7,M. Okafor,m.okafor@brookwater.example,App,a,203.0.113.9,"Nowhere, XX",Failure`;
  const event = firstOfCsv(`${header},Sign-in error code,Client app,Device ID\n${row},50126,Browser,\n`);
  expect(event.schema.id).toBe('azure/signinlogs');
  expect([event.timeMs, event.get('ResultType'), event.get('userAgent'), event.get('Status')]).toEqual([
    Date.parse(TIME),
    '50126',
    'axios/1.7.7',
    'Failure',
  ]);
});

test('Log Analytics writes nested objects as JSON text into its CSV', () => {
  const device = JSON.stringify(DEVICE).replaceAll('"', '""');
  const header = 'TimeGenerated,Category,OperationName,ResultType,UserPrincipalName,DeviceDetail,Type';
  const event = firstOfCsv(`${header}\n${TIME},SignInLogs,Sign-in activity,0,m.okafor,"${device}",SigninLogs\n`);
  expect(event.schema.id).toBe('azure/signinlogs');
  expect([event.get('DeviceDetail.isCompliant'), event.get('Username')]).toEqual([false, 'm.okafor']);
});

function firstOfCsv(text: string): LogEvent {
  const bytes = new TextEncoder().encode(text);
  const source = { sizeBytes: bytes.length, read: (at: number, length: number) => bytes.slice(at, at + length) };
  for (const item of csvFormat.read(source, { first: 0 }, { carve: false })) {
    if (item.kind === 'record') return createNormaliser().toLogEvent(item, recordContext({ source: 'x' }));
  }
  throw new Error('no row');
}
