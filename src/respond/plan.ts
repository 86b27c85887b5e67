import {
  type Assessment,
  deedsOf,
  type Entity,
  type EvictionPlan,
  type Incident,
  type IncidentAlert,
  type Msg,
  msg,
  PLAN_PHASES,
  PLAN_VERSION,
  type PlanCommand,
  type PlanStep,
  tellsBehaviour,
} from '../model/index.ts';
import { fillCommand } from './fill-command.ts';
import type { Playbook, PlaybookStep, StepCondition } from './playbook.ts';
import { type ProofNames, proofOf } from './proof.ts';
import type { Surroundings } from './surroundings.ts';
import { type BoundTarget, targetsOf } from './targets.ts';
import { stepFor } from './way.ts';

const FEW_FIRST = 3;
const MOST_EVIDENCE = 5;
// AA20-245A and AA24-038A: where plant or safety is at stake, surprise is worth less than the cut.
const CANNOT_WAIT = ['lm-ot-default-cred', 'lm-ot-zone-cross'];

/** What a plan is made from. */
export interface PlanInput {
  readonly incident: Incident;
  readonly assessment: Assessment;
  /** of the whole case; those of the incident come into the plan, and all domain controllers where they matter */
  readonly entities: readonly Entity[];
  /** who and what else is there */
  readonly surroundings: Surroundings;
  readonly playbook: Playbook;
}

/**
 * Binds a playbook to an incident: each step to each host, device or account that it applies to, in order.
 * @returns steps by phase, then as the playbook has them, then as the story reaches their targets; every command with
 * its target filled in and quoted, or refused because of the target's name
 */
export function planEviction(input: PlanInput): EvictionPlan {
  const { incident, entities, surroundings, playbook } = input;
  const targets = targetsOf(input);
  const alerts = placedDeeds(incident, targets);
  const bound = bindAll(playbook.steps, targets, alerts).map((one) => ({
    ...one,
    step: stepFor(one.step, one.target, surroundings),
  }));
  const made = new Set(targets.filter(({ isMade }) => isMade).map(({ name }) => name.toLowerCase()));
  const names: ProofNames = {
    controllers: entities.filter(({ roles }) => roles.includes('domain-controller')).map(({ name }) => name),
    // An account that is removed gets no new password.
    accounts: surroundings.accounts.filter((user) => !made.has(user)),
    computers: surroundings.computers,
  };
  const sorted = PLAN_PHASES.flatMap((phase) => bound.filter(({ step }) => step.phase === phase));
  const isUrgent = fitting(alerts, CANNOT_WAIT).length > 0;
  return {
    planVersion: PLAN_VERSION,
    incident: incident.id,
    sinceMs: incident.lastMs,
    timing: isUrgent ? msg('plan.timing.at-once') : msg('plan.timing.wait'),
    phases: playbook.phases,
    steps: sorted.map((one) => planStep(one, sorted, names)),
    first: playbook.steps
      .filter(({ id, doNow }) => doNow === true && bound.some(({ step }) => step.id === id))
      .slice(0, FEW_FIRST)
      .map(({ id }) => idOf(bound.find(({ step }) => step.id === id)!)),
    notYet: playbook.notYet,
    residual: playbook.residual
      .filter(({ behaviours }) => fitting(alerts, behaviours).length > 0)
      .map(({ text }) => text),
  };
}

/** The intruder's alerts; behaviours on a domain controller bear its name too, `ca-secretsdump@domain-controller`. */
function placedDeeds(incident: Incident, targets: readonly BoundTarget[]): IncidentAlert[] {
  const deeds = deedsOf(incident);
  const controllers = targets.filter(({ roles }) => roles.includes('domain-controller'));
  const there = new Set(controllers.flatMap(({ alerts }) => alerts.map(({ id }) => id)));
  return incident.alerts
    .filter((alert) => deeds.has(alert.id) && tellsBehaviour(alert))
    .map((alert) => {
      const { id, behaviours } = alert;
      if (!there.has(id)) return alert;
      return { ...alert, behaviours: [...behaviours, ...behaviours.map((one) => `${one}@domain-controller`)] };
    });
}

interface BoundStep {
  readonly step: PlaybookStep;
  readonly target: BoundTarget | null;
  readonly because: Msg;
  /** alerts that ask for it */
  readonly alerts: readonly IncidentAlert[];
}

/** Steps that only go with others are bound to the targets that others were bound to. */
function bindAll(
  steps: readonly PlaybookStep[],
  targets: readonly BoundTarget[],
  alerts: readonly IncidentAlert[],
): BoundStep[] {
  const first = steps.map((step) => (step.when?.withOthers === true ? [] : bind(step, targets, alerts)));
  const asked = new Set(first.flat().map(({ target }) => target));
  return steps.flatMap((step, index) =>
    step.when?.withOthers === true
      ? bind(
          step,
          targets.filter((target) => asked.has(target)),
          alerts,
        )
      : first[index]!,
  );
}

function bind(step: PlaybookStep, targets: readonly BoundTarget[], alerts: readonly IncidentAlert[]): BoundStep[] {
  const { each, when = {} } = step;
  const anywhere = when.incident === undefined ? undefined : fitting(alerts, when.incident);
  if (anywhere?.length === 0) return [];
  if (each === 'incident') {
    if (anywhere === undefined) return [{ step, target: null, because: msg('plan.because.always'), alerts: [] }];
    return [{ step, target: null, because: becauseOf(anywhere[0]!), alerts: anywhere }];
  }
  return targets
    .filter(({ kind, isNamed }) => kind === each && (isNamed || when.beyond === true))
    .flatMap((target) => {
      const asked = each === 'account' ? accountAsks(when, target) : machineAsks(when, target);
      if (asked === undefined) return [];
      return [{ step, target, ...(anywhere === undefined ? asked : { ...asked, because: becauseOf(anywhere[0]!) }) }];
    });
}

type Asked = Pick<BoundStep, 'because' | 'alerts'>;

function accountAsks({ accounts, kinds, made }: StepCondition, target: BoundTarget): Asked | undefined {
  const { accountClass, accountKind, isMade = false, alerts, entity } = target;
  if (accounts !== undefined && !accounts.includes(accountClass!)) return undefined;
  if (kinds !== undefined && !kinds.includes(accountKind!)) return undefined;
  if (made !== undefined && made !== isMade) return undefined;
  const key = isMade
    ? 'plan.because.made'
    : accountClass === 'used'
      ? 'plan.because.used'
      : ('plan.because.exposed' as const);
  return { because: msg(key, { account: { entity } }), alerts };
}

function machineAsks(when: StepCondition, target: BoundTarget): Asked | undefined {
  const { behaviours, roles = [], notRoles = [], all = false, here = false, keepsLogs } = when;
  const { entity, alerts } = target;
  if (keepsLogs !== undefined && keepsLogs !== target.keepsLogs) return undefined;
  if (notRoles.some((role) => target.roles.includes(role))) return undefined;
  const role = roles.find((one) => target.roles.includes(one));
  const asking = behaviours === undefined ? [] : fitting(here ? target.alertsHere : alerts, behaviours);
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
  return alerts.filter(({ behaviours, techniques }) => behaviours.some(fits) || techniques.some(fits));
}

function idOf({ step, target }: BoundStep): string {
  if (target === null) return step.id;
  return target.kind === 'account'
    ? `${step.id}/${target.entity}/${target.accountKind}`
    : `${step.id}/${target.entity}`;
}

function planStep(bound: BoundStep, all: readonly BoundStep[], names: ProofNames): PlanStep {
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
    proof: proofOf(step.proof, target, names),
    check: step.check,
    ...(step.mitigates === undefined ? {} : { mitigates: step.mitigates }),
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
  const short = name.split('.', 1)[0]!;
  const names = { host: name, device: name, account: name, machine: target?.machine ?? '', short };
  const filled: PlanCommand[] = [];
  for (const { shell, lines } of commands) {
    const texts = lines.map((line) => fillCommand(line, shell, names));
    if (texts.includes(undefined)) return undefined;
    filled.push({ shell, lines: texts as string[] });
  }
  return filled;
}
