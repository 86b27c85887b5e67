import {
  type Assessment,
  type Entity,
  type EvictionPlan,
  type FieldValue,
  type Incident,
  type IncidentAlert,
  type Msg,
  msg,
  PLAN_PHASES,
  PLAN_VERSION,
  type PlanCommand,
  type PlanFields,
  type PlanProof,
  type PlanStep,
} from '../model/index.ts';
import { fillCommand } from './fill-command.ts';
import type { Playbook, PlaybookStep, StepCondition } from './playbook.ts';
import { type BoundTarget, targetsOf } from './targets.ts';

const FEW_FIRST = 3;
const MOST_EVIDENCE = 5;
// AA20-245A and AA24-038A: where plant or safety is at stake, surprise is worth less than the cut.
const CANNOT_WAIT = ['lm-ot-default-cred', 'lm-ot-zone-cross'];

/** What a plan is made from. */
export interface PlanInput {
  readonly incident: Incident;
  readonly assessment: Assessment;
  /** of the whole case; only those of the incident come into the plan */
  readonly entities: readonly Entity[];
  readonly playbook: Playbook;
}

/**
 * Binds a playbook to an incident: each step to each host, device or account that it applies to, in order.
 * @returns steps by phase, then as the playbook has them, then as the story reaches their targets; every command with
 * its target filled in and quoted, or refused because of the target's name
 */
export function planEviction({ incident, assessment, entities, playbook }: PlanInput): EvictionPlan {
  const targets = targetsOf(incident, assessment, entities);
  const bound = playbook.steps.flatMap((step) => bind(step, targets, incident));
  const sorted = PLAN_PHASES.flatMap((phase) => bound.filter(({ step }) => step.phase === phase));
  const isUrgent = fitting(incident.alerts, CANNOT_WAIT).length > 0;
  return {
    planVersion: PLAN_VERSION,
    incident: incident.id,
    sinceMs: incident.lastMs,
    timing: isUrgent ? msg('plan.timing.at-once') : msg('plan.timing.wait'),
    phases: playbook.phases,
    steps: sorted.map((one) => planStep(one, sorted)),
    first: playbook.steps
      .filter(({ id, doNow }) => doNow === true && bound.some(({ step }) => step.id === id))
      .slice(0, FEW_FIRST)
      .map(({ id }) => idOf(bound.find(({ step }) => step.id === id)!)),
    notYet: playbook.notYet,
    residual: playbook.residual
      .filter(({ behaviours }) => fitting(incident.alerts, behaviours).length > 0)
      .map(({ text }) => text),
  };
}

interface BoundStep {
  readonly step: PlaybookStep;
  readonly target: BoundTarget | null;
  readonly because: Msg;
  /** alerts that ask for it */
  readonly alerts: readonly IncidentAlert[];
}

function bind(step: PlaybookStep, targets: readonly BoundTarget[], { alerts }: Incident): BoundStep[] {
  const { each, when = {} } = step;
  if (each === 'incident') {
    if (when.behaviours === undefined) return [{ step, target: null, because: msg('plan.because.always'), alerts: [] }];
    const asking = fitting(alerts, when.behaviours);
    return asking.length === 0 ? [] : [{ step, target: null, because: becauseOf(asking[0]!), alerts: asking }];
  }
  return targets
    .filter((target) => target.kind === each)
    .flatMap((target) => {
      const asked = each === 'account' ? accountAsks(when, target) : machineAsks(when, target);
      return asked === undefined ? [] : [{ step, target, ...asked }];
    });
}

type Asked = Pick<BoundStep, 'because' | 'alerts'>;

function accountAsks({ accounts, kinds }: StepCondition, target: BoundTarget): Asked | undefined {
  const { accountClass, accountKind, alerts, entity } = target;
  if (accounts !== undefined && !accounts.includes(accountClass!)) return undefined;
  if (kinds !== undefined && !kinds.includes(accountKind!)) return undefined;
  const because =
    accountClass === 'used'
      ? msg('plan.because.used', { account: { entity } })
      : msg('plan.because.exposed', { account: { entity } });
  return { because, alerts };
}

function machineAsks(when: StepCondition, target: BoundTarget): Asked | undefined {
  const { behaviours, roles = [], notRoles = [], all = false } = when;
  const { entity, alerts } = target;
  if (notRoles.some((role) => target.roles.includes(role))) return undefined;
  const role = roles.find((one) => target.roles.includes(one));
  const asking = behaviours === undefined ? [] : fitting(alerts, behaviours);
  if (all && (role === undefined || asking.length === 0)) return undefined;
  if (asking.length > 0) return { because: becauseOf(asking[0]!), alerts: asking };
  if (role !== undefined) return { because: msg('plan.because.role', { host: { entity }, role }), alerts };
  if (behaviours !== undefined || roles.length > 0) return undefined;
  return { because: msg('plan.because.part', { host: { entity } }), alerts };
}

function becauseOf({ title, host }: IncidentAlert): Msg {
  return msg('plan.because.alert', { title, host });
}

function fitting(alerts: readonly IncidentAlert[], wanted: readonly string[]): IncidentAlert[] {
  const fits = (id: string): boolean =>
    wanted.some((name) => (name.endsWith('*') ? id.startsWith(name.slice(0, -1)) : id === name));
  return alerts.filter(({ behaviours }) => behaviours.some(fits));
}

function idOf({ step, target }: BoundStep): string {
  if (target === null) return step.id;
  return target.kind === 'account'
    ? `${step.id}/${target.entity}/${target.accountKind}`
    : `${step.id}/${target.entity}`;
}

function planStep(bound: BoundStep, all: readonly BoundStep[]): PlanStep {
  const { step, target, because, alerts } = bound;
  const commands = commandsOf(step, target);
  return {
    id: idOf(bound),
    phase: step.phase,
    title:
      target === null
        ? msg('plan.step', { text: step.title })
        : msg('plan.step.on', { text: step.title, target: { entity: target.entity } }),
    because,
    evidence: alerts.slice(0, MOST_EVIDENCE).map(({ ref }) => ref),
    target: target === null ? null : planTarget(target),
    dependsOn: (step.after ?? []).flatMap((id) => before(id, bound, all)),
    together: step.together ?? null,
    approver: step.approver,
    mayBreak: step.mayBreak,
    rollback: step.rollback,
    commands: commands ?? [],
    refused: commands === undefined ? msg('plan.refused', { name: target?.name ?? '' }) : null,
    byHand: step.byHand ?? null,
    proof: step.proof === undefined ? null : proofOf(step.proof, target),
    check: step.check,
    tipsOff: step.tipsOff ?? false,
    basis: step.basis,
    source: step.source,
  };
}

function planTarget({ kind, entity, name, accountKind }: BoundTarget): PlanStep['target'] {
  return { kind, entity, name, ...(accountKind === undefined ? {} : { accountKind }) };
}

/** The steps of a name on the same target; on all targets when none is. */
function before(id: string, { target }: BoundStep, all: readonly BoundStep[]): string[] {
  const steps = all.filter(({ step }) => step.id === id);
  const own = steps.filter((other) => other.target?.entity === target?.entity);
  return (own.length > 0 ? own : steps).map(idOf);
}

/** Undefined when the target's name could act in one of them: then none is shown. */
function commandsOf({ commands = [] }: PlaybookStep, target: BoundTarget | null): PlanCommand[] | undefined {
  const name = target?.name ?? '';
  const names = { host: name, device: name, account: name, machine: target?.machine ?? '' };
  const filled: PlanCommand[] = [];
  for (const { shell, lines } of commands) {
    const texts = lines.map((line) => fillCommand(line, shell, names));
    if (texts.includes(undefined)) return undefined;
    filled.push({ shell, lines: texts as string[] });
  }
  return filled;
}

function proofOf(proof: NonNullable<PlaybookStep['proof']>, target: BoundTarget | null): PlanProof {
  const { text, log, host = false, done, undone, times = 1, hoursApart = 0 } = proof;
  const machine = target?.accountKind === 'local' ? target.machine : host ? target?.name : undefined;
  return {
    ...{ text, log, times, hoursApart },
    ...(machine === undefined ? {} : { host: machine }),
    ...(done === undefined ? {} : { done: withUser(done, target) }),
    ...(undone === undefined ? {} : { undone: withUser(undone, target) }),
  };
}

function withUser(fields: PlanFields, target: BoundTarget | null): PlanFields {
  const user = (value: FieldValue): FieldValue => (value === '{user}' ? (target?.name ?? '') : value);
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, user(value)]));
}
