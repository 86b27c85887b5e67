import {
  type AccountClass,
  type HostRole,
  PLAN_PHASES,
  type PlanAccountKind,
  type PlanFields,
  type PlanPhase,
  type PlanShell,
  UsageError,
} from '../model/index.ts';

/**
 * When a step applies. Behaviours, or techniques of ATT&CK for what no row of behaviours tells, end in `*` for all that
 * begin so (`*` alone for any), and in `@domain-controller` where they count on a host of that role only; `behaviours` are
 * looked for on the target.
 */
export interface StepCondition {
  readonly behaviours?: readonly string[];
  /** behaviours that do not count where they were only sent from, to run on another host */
  readonly here?: boolean;
  /** behaviours of which the incident must show one anywhere, besides what the target must have */
  readonly incident?: readonly string[];
  /** targets too that the incident does not name, as the other domain controllers */
  readonly beyond?: boolean;
  /** whether some log of the host was read */
  readonly keepsLogs?: boolean;
  /** only targets of which other steps ask something */
  readonly withOthers?: boolean;
  readonly roles?: readonly HostRole[];
  readonly notRoles?: readonly HostRole[];
  /** roles and behaviours are both needed; without it one of them is enough */
  readonly all?: boolean;
  readonly accounts?: readonly AccountClass[];
  readonly kinds?: readonly PlanAccountKind[];
  /** whether the account was made in the course of the incident */
  readonly made?: boolean;
}

/** How a step of a playbook is proven: `{user}`, `{machine}` and `{name}` stand for names of its target. */
export type PlaybookProof =
  | { readonly text: string; readonly confirms: string }
  | {
      readonly text: string;
      readonly logs: readonly string[];
      /** whose logs: the target's, those of the domain controllers, or any when it is left out */
      readonly on?: 'target' | 'controllers';
      readonly done?: readonly PlanFields[];
      readonly times?: number;
      readonly hoursApart?: number;
      /** all accounts or computers of the domain that were seen must be named in this field */
      readonly each?: { readonly field: string; readonly of: 'accounts' | 'computers' };
      readonly undone?: readonly PlanFields[];
      readonly settled?: readonly PlanFields[];
      readonly tells?: readonly PlanFields[];
    };

/** Lines to type; on the target, unless `at` says where else: at the firewall, or at an administrator's own Windows machine. */
export interface PlaybookCommand {
  readonly shell: PlanShell;
  readonly at?: 'firewall' | 'administrator';
  readonly lines: readonly string[];
}

/** What a step says instead where its commands cannot work; what it leaves out stays as it is. */
export interface OtherWay {
  readonly commands?: readonly PlaybookCommand[];
  readonly byHand?: string;
  readonly rollback?: string;
  readonly proof?: PlaybookProof;
  readonly check?: string;
  readonly source?: string;
}

/** A step of a playbook, for any target. */
export interface PlaybookStep {
  readonly id: string;
  readonly title: string;
  readonly phase: PlanPhase['id'];
  readonly each: 'host' | 'device' | 'account' | 'incident';
  readonly when?: StepCondition;
  /** belongs to the first hour */
  readonly doNow?: boolean;
  readonly after?: readonly string[];
  readonly together?: 't0';
  readonly tipsOff?: boolean;
  readonly approver: string;
  readonly mayBreak: readonly string[];
  readonly rollback: string;
  readonly commands?: readonly PlaybookCommand[];
  readonly byHand?: string;
  /** on a Linux machine */
  readonly onLinux?: OtherWay;
  /** on whatever its commands, and those for Linux, do not fit; every step with commands for one kind of machine has it */
  readonly onOther?: OtherWay;
  readonly proof: PlaybookProof;
  readonly check: string;
  /** techniques of ATT&CK against which MITRE names this kind of step, where no alert asks for it by itself */
  readonly mitigates?: readonly string[];
  readonly basis: 'documented' | 'suggestion';
  readonly source: string;
}

/** The steps of an eviction as data. */
export interface Playbook {
  readonly phases: readonly PlanPhase[];
  readonly notYet: readonly string[];
  readonly residual: readonly { readonly behaviours: readonly string[]; readonly text: string }[];
  readonly steps: readonly PlaybookStep[];
}

const TECHNIQUE = /^T\d{4}(?:\.\d{3})?$/;
const TEXTS = ['id', 'title', 'phase', 'each', 'approver', 'rollback', 'check', 'basis', 'source'] as const;
const EACH = new Set(['host', 'device', 'account', 'incident']);
const SHELLS = new Set(['powershell', 'cmd', 'sh', 'fortios', 'entra']);

/**
 * Checks what a YAML file of a playbook holds.
 * @param value the file's one document
 * @throws UsageError PLAYBOOK_INVALID with the step that is wrong
 */
export function parsePlaybook(value: unknown, file: string): Playbook {
  const fail = (message: string): never => {
    throw new UsageError('PLAYBOOK_INVALID', message, { file, hint: 'content/playbooks/eviction.yml shows the form.' });
  };
  const { phases, notYet, residual, steps } = (isRecord(value) ? value : {}) as Record<string, unknown>;
  const isWhole = [phases, notYet, residual, steps].every(Array.isArray);
  if (!isWhole) return fail('A playbook has the lists phases, notYet, residual and steps.');
  const ids = (phases as unknown[]).map((phase) => (isRecord(phase) ? phase.id : undefined));
  if (ids.join() !== PLAN_PHASES.join()) fail(`The phases are ${PLAN_PHASES.join(', ')}, in this order.`);
  const known = new Set<string>();
  for (const step of steps as unknown[]) {
    const wrong = wrongIn(step, known);
    if (wrong !== undefined) fail(wrong);
    known.add((step as PlaybookStep).id);
  }
  return value as Playbook;
}

/** What is wrong with a step; those it comes after stand before it, so that no circle can be. */
function wrongIn(step: unknown, known: ReadonlySet<string>): string | undefined {
  if (!isRecord(step)) return 'A step is a map.';
  const name = `The step ${String(step.id)}`;
  const missing = TEXTS.filter((key) => typeof step[key] !== 'string');
  if (missing.length > 0) return `${name} lacks ${missing.join(', ')}.`;
  const { id, phase, each, basis, after = [], commands = [], mayBreak, byHand } = step as unknown as PlaybookStep;
  if (known.has(id)) return `${name} stands there twice.`;
  if (!PLAN_PHASES.includes(phase)) return `${name} has an unknown phase.`;
  if (!EACH.has(each)) return `${name} is for each host, device, account or incident.`;
  if (basis !== 'documented' && basis !== 'suggestion') return `${name} has basis documented or suggestion.`;
  if (!Array.isArray(mayBreak) || mayBreak.length === 0) return `${name} does not say what may break.`;
  if (commands.length === 0 && byHand === undefined) return `${name} has neither commands nor byHand.`;
  if (!commands.every(({ shell }) => SHELLS.has(shell))) return `${name} has a command for an unknown shell.`;
  const { mitigates = [] } = step as unknown as PlaybookStep;
  if (!mitigates.every((id) => TECHNIQUE.test(id))) return `${name} mitigates what is no technique of ATT&CK.`;
  const isText = (line: unknown): boolean => typeof line === 'string';
  if (![...mayBreak, ...commands.flatMap(({ lines }) => lines)].every(isText))
    return `${name} has a line that is no text; quote it.`;
  const wrongWay = wrongInWays(step as unknown as PlaybookStep) ?? wrongInProof(step.proof);
  if (wrongWay !== undefined) return `${name} ${wrongWay}.`;
  const later = after.filter((other) => !known.has(other));
  return later.length === 0 ? undefined : `${name} comes after ${later.join(', ')}, which stands behind it or nowhere.`;
}

/** What is wrong with what a step says for other machines; domain controllers are always on Windows. */
function wrongInWays({ each, when, commands = [], onLinux, onOther }: PlaybookStep): string | undefined {
  const isBound = commands.some(({ shell, at }) => at === 'firewall' || (at === undefined && shell !== 'entra'));
  const canBeOther = each !== 'incident' || commands.some(({ at }) => at === 'firewall');
  const isOnWindows = when?.roles?.join() === 'domain-controller' || (when?.kinds ?? []).includes('domain');
  if (isBound && canBeOther && !isOnWindows && onOther === undefined) return 'has commands, and no onOther';
  for (const way of [onLinux, onOther]) {
    if (way === undefined) continue;
    if ((way.commands ?? []).length === 0 && way.byHand === undefined) return 'has another way that says nothing';
    if (!(way.commands ?? []).every(({ shell }) => SHELLS.has(shell))) return 'has a command for an unknown shell';
    const wrong = way.proof === undefined ? undefined : wrongInProof(way.proof);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

const FIELD_LISTS = ['done', 'undone', 'settled', 'tells'] as const;

/** What is wrong with a proof; every step has one, if only that a person confirms it. */
function wrongInProof(proof: unknown): string | undefined {
  if (!isRecord(proof) || typeof proof.text !== 'string') return 'has no proof with a text';
  if (typeof proof.confirms === 'string') return undefined;
  const isList = (value: unknown): value is unknown[] => Array.isArray(value) && value.length > 0;
  if (!isList(proof.logs)) return 'has a proof without logs, and nobody who confirms it';
  if (!isList(proof.done) && !isList(proof.undone)) return 'has a proof without done or undone';
  const wrong = FIELD_LISTS.find((key) => proof[key] !== undefined && !isList(proof[key]));
  return wrong === undefined ? undefined : `has a proof whose ${wrong} is no list`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
