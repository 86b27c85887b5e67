import type { Change, LogEvent, Observations, Schema } from '../model/index.ts';
import { accountName } from './account.ts';
import type { Aspect } from './aspect.ts';
import { type ChangesPart, ChangeTable } from './change-table.ts';
import { isTraffic } from './flow-event.ts';
import { OWN_FIELDS } from './view.ts';

// 200,000 changes take some 20 MB: those of 10,000 hosts in a month.
const MAX_CHANGES = 200_000;
const MAX_TEXT = 512;

/** How an event tells of a change: its kind and the fields that name who, what and how. */
interface ChangeSource {
  readonly kind: Change['kind'];
  readonly actor?: (event: LogEvent) => string | undefined;
  readonly target?: (event: LogEvent) => string | undefined;
  /** fields whose values are put together */
  readonly detail?: readonly string[];
  readonly logonId?: string;
}

const text = (field: string) => (event: LogEvent) => OWN_FIELDS.text(event, field);
const account = (domain: string, name: string) => (event: LogEvent) =>
  accountName(OWN_FIELDS.text(event, domain), OWN_FIELDS.text(event, name));

const SUBJECT = { actor: account('SubjectDomainName', 'SubjectUserName'), logonId: 'SubjectLogonId' };
const TARGET = { ...SUBJECT, target: account('TargetDomainName', 'TargetUserName') };
const MEMBER = { ...TARGET, detail: ['MemberName', 'MemberSid'] };
const STARTED: ChangeSource = { kind: 'started' };
const STOPPED: ChangeSource = { kind: 'stopped', actor: text('param7'), detail: ['param5', 'param3'] };

/**
 * By channel and event id. Source: Microsoft's pages of the security audit events; System: the Service Control Manager's
 * 7045, EventLog's 104, 6005 and 6006, USER32's 1074, the kernel's 12 and 13; TaskScheduler/Operational 106 and 141.
 */
const WINDOWS: Readonly<Record<string, ChangeSource>> = {
  'Security/4720': { kind: 'account-created', ...TARGET },
  'Security/4741': { kind: 'account-created', ...TARGET },
  'Security/4722': { kind: 'account-changed', ...TARGET },
  'Security/4725': { kind: 'account-changed', ...TARGET },
  'Security/4738': { kind: 'account-changed', ...TARGET, detail: ['NewUacValue', 'SidHistory'] },
  'Security/4726': { kind: 'account-deleted', ...TARGET },
  'Security/4723': { kind: 'password-reset', ...TARGET },
  'Security/4724': { kind: 'password-reset', ...TARGET },
  'Security/4728': { kind: 'group-member-added', ...MEMBER },
  'Security/4732': { kind: 'group-member-added', ...MEMBER },
  'Security/4756': { kind: 'group-member-added', ...MEMBER },
  'Security/4729': { kind: 'group-member-removed', ...MEMBER },
  'Security/4733': { kind: 'group-member-removed', ...MEMBER },
  'Security/4757': { kind: 'group-member-removed', ...MEMBER },
  'Security/4697': {
    kind: 'service-installed',
    ...SUBJECT,
    target: text('ServiceName'),
    detail: ['ServiceFileName', 'ServiceAccount'],
  },
  'System/7045': { kind: 'service-installed', target: text('ServiceName'), detail: ['ImagePath', 'AccountName'] },
  'Security/4698': { kind: 'task-created', ...SUBJECT, target: text('TaskName') },
  'Microsoft-Windows-TaskScheduler/Operational/106': {
    kind: 'task-created',
    actor: text('UserContext'),
    target: text('TaskName'),
  },
  'Security/4699': { kind: 'task-deleted', ...SUBJECT, target: text('TaskName') },
  'Microsoft-Windows-TaskScheduler/Operational/141': {
    kind: 'task-deleted',
    actor: text('UserName'),
    target: text('TaskName'),
  },
  'Security/1102': { kind: 'log-cleared', ...SUBJECT, target: () => 'Security' },
  'System/104': {
    kind: 'log-cleared',
    actor: account('SubjectDomainName', 'SubjectUserName'),
    target: text('Channel'),
  },
  'Security/4719': {
    kind: 'audit-policy-changed',
    ...SUBJECT,
    target: text('SubcategoryGuid'),
    detail: ['AuditPolicyChanges'],
  },
  'Security/4616': {
    kind: 'time-changed',
    ...SUBJECT,
    target: text('ProcessName'),
    detail: ['PreviousTime', 'NewTime'],
  },
  'Security/4608': STARTED,
  'System/6005': STARTED,
  'System/6006': STOPPED,
  'System/1074': STOPPED,
};

/** FortiOS log ids without their type and subtype. Source: Fortinet, FortiOS Log Message Reference 7.x. */
const FORTIGATE: Readonly<Record<string, ChangeSource>> = {
  '44544': config(),
  '44545': config(),
  '44546': config(),
  '44547': config(),
  '44548': config(),
  '32095': { kind: 'config-exported', actor: text('user'), target: text('msg'), detail: ['ui', 'action'] },
  '32142': { kind: 'config-exported', actor: text('user'), target: text('msg'), detail: ['ui', 'action'] },
  '32143': { kind: 'config-exported', actor: text('user'), target: text('msg'), detail: ['ui', 'action'] },
  '32145': { kind: 'config-exported', actor: text('user'), target: text('msg'), detail: ['ui', 'action'] },
};

function config(): ChangeSource {
  return {
    kind: 'config-changed',
    actor: text('user'),
    target: text('cfgpath'),
    detail: ['action', 'cfgobj', 'cfgattr', 'ui'],
  };
}

/** What was changed that lasts, one by one. */
export function createChanges(): Aspect<ChangesPart, Pick<Observations, 'changes'>> {
  const changes = new ChangeTable(MAX_CHANGES);
  return {
    bind: (schema) => {
      const source = changeSource(schema);
      return (
        source &&
        ((event) => {
          const change = changeOf(event, source);
          if (change !== undefined) changes.add(change);
        })
      );
    },
    absorb: (part) => changes.absorb(part),
    part: () => changes.part(),
    result: () => ({ changes: changes.all() }),
    get dropped() {
      return changes.dropped;
    },
  };
}

type ChangeFinder = (event: LogEvent) => ChangeSource | undefined;

function changeSource(schema: Schema): ChangeFinder | undefined {
  const { product, constants } = schema;
  if (product === 'fortigate' && isTraffic(schema)) return undefined;
  if (product === 'fortigate') return (event) => FORTIGATE[String(Number(OWN_FIELDS.text(event, 'logid')?.slice(-6)))];
  if (product !== 'windows') return undefined;
  const source = WINDOWS[`${String(constants?.get('Channel'))}/${String(constants?.get('EventID'))}`];
  return source && (() => source);
}

function changeOf(event: LogEvent, find: ChangeFinder): Change | undefined {
  const source = find(event);
  const { timeMs, host, ref } = event;
  if (source === undefined || timeMs === undefined) return undefined;
  const details = (source.detail ?? [])
    .map((field) => OWN_FIELDS.text(event, field))
    .filter((one) => one !== undefined);
  const logonId = source.logonId === undefined ? undefined : OWN_FIELDS.text(event, source.logonId);
  return {
    timeMs,
    host,
    kind: source.kind,
    ref,
    actor: (source.actor?.(event) ?? '').slice(0, MAX_TEXT),
    target: (source.target?.(event) ?? '').slice(0, MAX_TEXT),
    detail: details.join(' ').slice(0, MAX_TEXT),
    ...(logonId === undefined ? {} : { logonId: logonId.toLowerCase() }),
  };
}
