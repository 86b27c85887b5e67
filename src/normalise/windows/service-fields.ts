import type { FieldSource } from '../../model/index.ts';
import { fieldTable } from './category-source.ts';
import { DEFENDER_FIELDS } from './defender.ts';
import { firstOf, fromText, userNameOf } from './derive.ts';
import { CLASSIC_FIELDS, CONTEXT_FIELDS } from './powershell.ts';

// The identity and header of every event under other names that rules use.
const EVERY_SERVICE: Readonly<Record<string, FieldSource>> = {
  ComputerName: 'Computer',
  Message: firstOf('Message', 'RenderingInfo.Message'),
};

// Event 1000 of "Application Error" had unnamed insertion strings before Windows 11, in this order.
const CRASH_POSITIONS = [
  ...['AppName', 'AppVersion', 'AppTimeStamp', 'ModuleName', 'ModuleVersion', 'ModuleTimeStamp', 'ExceptionCode'],
  ...['FaultingOffset', 'ProcessId', 'ProcessCreationTime', 'AppPath', 'ModulePath', 'IntegratorReportId'],
];

// Events of a logon, which name who logs on as the target and the service that let him in as the subject.
const LOGON_EVENTS = new Set([4624, 4625, 4634, 4647, 4768, 4769, 4770, 4771, 4772, 4776, 4777, 4964]);
const LOGON_NAME = fieldTable({ 'user.name': userNameOf('TargetUserName') });
const ACTOR_NAME = fieldTable({ 'user.name': userNameOf('SubjectUserName') });
// As `User` of the category process_creation: whom the process runs as.
const PROCESS_NAME = fieldTable({
  'user.name': userNameOf(fromText(['TargetUserName', 'SubjectUserName'], (target, subject) => target ?? subject)),
});

const SERVICE_FIELDS: Readonly<Record<string, ReadonlyMap<string, FieldSource>>> = {
  windefend: DEFENDER_FIELDS,
  sysmon: fieldTable({ 'user.name': userNameOf('User') }),
  powershell: CONTEXT_FIELDS,
  'powershell-classic': CLASSIC_FIELDS,
  // Service installs: 4697 in Security and 7045 in System name the same thing differently.
  security: fieldTable({ ImagePath: firstOf('ImagePath', 'ServiceFileName') }),
  system: fieldTable({ ServiceFileName: firstOf('ServiceFileName', 'ImagePath') }),
  'codeintegrity-operational': fieldTable({
    FileNameBuffer: firstOf('FileNameBuffer', 'File Name'),
    ProcessNameBuffer: firstOf('ProcessNameBuffer', 'Process Name'),
    RequestedPolicy: firstOf('RequestedPolicy', 'Requested Signing Level'),
  }),
};

const CRASH_FIELDS = fieldTable(Object.fromEntries(CRASH_POSITIONS.map((name, at) => [name, positional(name, at)])));

/** The names that rules of a service use and its events do not, beside the log's own names. */
export function serviceFields(
  service: string | undefined,
  eventId: number | undefined,
): ReadonlyMap<string, FieldSource> {
  const ofService = service === undefined ? undefined : SERVICE_FIELDS[service];
  return new Map([...Object.entries(EVERY_SERVICE), ...(ofService ?? []), ...fieldsOfEvent(service, eventId)]);
}

function fieldsOfEvent(
  service: string | undefined,
  eventId: number | undefined,
): Iterable<readonly [string, FieldSource]> {
  if (service === 'application' && eventId === 1000) return CRASH_FIELDS;
  if (service !== 'security' || eventId === undefined) return [];
  if (eventId === 4688) return PROCESS_NAME;
  return LOGON_EVENTS.has(eventId) ? LOGON_NAME : ACTOR_NAME;
}

function positional(name: string, position: number): FieldSource {
  return {
    from: [name, 'Data'],
    derive: ([named, data]) => named ?? (Array.isArray(data) ? data[position] : undefined),
  };
}
