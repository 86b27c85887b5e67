import { type CaseFile, levelRank, type PlanStep } from '../src/model/index.ts';
import type { GroundTruth, NeededActionName } from '../src/simulate/index.ts';

/** Which kind of action a step of the playbook is; those that only prepare, harden or watch are none. */
const ACTION_OF: Readonly<Record<string, NeededActionName>> = {
  'remove-relay': 'isolate',
  'isolate-relay': 'isolate',
  'disconnect-machine': 'disconnect',
  'disable-account': 'close',
  'disable-local-account': 'close',
  'revoke-cloud-sessions': 'close',
  'remove-made-account': 'remove',
  'remove-made-local-account': 'remove',
  'remove-device-account': 'remove',
  'reset-device-account': 'reset',
  'reset-used-account': 'reset',
  'end-vpn-sessions': 'end-sessions',
  'exchange-device': 'replace',
  'local-administrators': 'secrets',
  'controller-secrets': 'controller-secrets',
  'krbtgt-second': 'directory-keys',
  'rebuild-controller': 'rebuild',
  'rebuild-host': 'rebuild',
};

/** A plan and the ground truth, as lines `host cbsql01 rebuild` that can be compared. */
export interface PlanComparison {
  /** needed and not planned */
  readonly missing: readonly string[];
  /** planned and not needed */
  readonly extra: readonly string[];
  /** hosts, devices and accounts that any step is bound to, and that need nothing */
  readonly extraTargets: readonly string[];
}

/** Nothing is missing, nothing too much. */
export const WHOLE_PLAN: PlanComparison = { missing: [], extra: [], extraTargets: [] };

/** Compares the plans of the grave incidents, which are acted upon together, with what a simulation says is needed. */
export function comparePlan(
  { plans = [], incidents = [] }: CaseFile,
  { needed, organisation }: GroundTruth,
): PlanComparison {
  const grave = new Set(incidents.filter(({ level }) => levelRank(level) >= levelRank('high')).map(({ id }) => id));
  const steps = plans.filter(({ incident }) => grave.has(incident)).flatMap((plan) => plan.steps);
  const domain = organisation.domain.toLowerCase();
  const wanted = new Set(needed.map(({ kind, name, action }) => `${kind} ${ownName(name, domain)} ${action}`));
  const planned = new Set(steps.flatMap((step) => lineOf(step, domain)));
  const names = new Set([...wanted].map(targetOfLine));
  const targets = new Set(steps.flatMap((step) => lineOf(step, domain, 'any')).map(targetOfLine));
  return {
    missing: [...wanted].filter((line) => !planned.has(line)).sort(),
    // A closed account gets a new password before it is opened again.
    extra: [...planned].filter((line) => !wanted.has(line) && !wanted.has(line.replace(/ reset$/, ' close'))).sort(),
    extraTargets: [...targets].filter((target) => target !== `domain ${domain}` && !names.has(target)).sort(),
  };
}

function lineOf({ id, target }: PlanStep, domain: string, otherwise?: string): string[] {
  const action = ACTION_OF[id.split('/', 1)[0]!] ?? otherwise;
  if (action === undefined) return [];
  if (target === null) return [`domain ${domain} ${action}`];
  const { kind, name, accountKind } = target;
  // In the cloud a person is called `user@domain`.
  const short = kind === 'account' ? name.toLowerCase().split('@', 1)[0]! : shortName(name);
  // The invented organisation has one firewall whose accounts a scenario uses.
  return [`${kind} ${accountKind === 'device' ? `device\\${short}` : short} ${action}`];
}

function targetOfLine(line: string): string {
  return line.slice(0, line.lastIndexOf(' '));
}

/** Accounts of the domain by their user name, those of a device as `device\user`. */
function ownName(name: string, domain: string): string {
  const [first, user] = name.toLowerCase().split('\\', 2);
  if (user === undefined) return first!;
  return first === domain ? user : `device\\${user}`;
}

/** Without its domain; an address has none. */
function shortName(host: string): string {
  return /^[\d.]+$/.test(host) ? host : host.split('.', 1)[0]!.toLowerCase();
}
