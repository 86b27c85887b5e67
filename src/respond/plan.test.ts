import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import {
  type Assessment,
  type Entity,
  type Incident,
  type IncidentAlert,
  type LogCoverage,
  type LogonPath,
  msg,
  UsageError,
} from '../model/index.ts';
import { createPlanVerifier, parsePlaybook, planEviction, surroundingsOf } from './index.ts';

const FILE = 'content/playbooks/eviction.yml';
const data = (): unknown => load(readFileSync(new URL(`../../${FILE}`, import.meta.url), 'utf8'));
const playbook = parsePlaybook(data(), FILE);
const CONTROL = { dc01: 'DC01.util.example', fw: 'fw-edge', web: 'WEB01' };
const HOUR_MS = 3_600_000;

const ENTITIES: readonly Entity[] = [
  entity('host:dc01', 'host', CONTROL.dc01, ['domain-controller']),
  entity('host:fw', 'host', CONTROL.fw, ['firewall']),
  entity('host:web01', 'host', CONTROL.web, ['web-server']),
  entity('host:ws99', 'host', 'WS99', ['workstation']),
  entity('account:svc', 'account', 'UTIL\\svc_backup', []),
  entity('account:vpn', 'account', 'contractor', []),
  entity('account:sys', 'account', 'NT AUTHORITY\\SYSTEM', []),
  entity('account:other', 'account', 'UTIL\\uninvolved', []),
];

function entity(id: string, kind: Entity['kind'], name: string, roles: Entity['roles']): Entity {
  return { id, kind, name, aliases: [], roles };
}

function alert(host: string, behaviour: string, account?: string): IncidentAlert {
  return {
    ...{ id: `${host}-${behaviour}`, ruleId: 'r', title: behaviour, level: 'high', raisedLevel: 'high' },
    ...{ raisedBecause: [], timeMs: 0, host, behaviours: [behaviour], techniques: [], tactics: [], count: 1 },
    ...{ ref: { source: 'a.evtx', record: 1 }, summary: '', ...(account === undefined ? {} : { account }) },
  };
}

function incidentOf(alerts: readonly IncidentAlert[], part: Partial<Incident> = {}): Incident {
  return {
    ...{ id: 'INC-0001', title: msg('incident.title'), level: 'critical', score: 1, scoreParts: [], stages: [] },
    ...{
      firstMs: 0,
      lastMs: 1000,
      addresses: [],
      leases: [],
      entry: null,
      now: null,
      story: [],
      usualAlerts: 0,
      links: [],
    },
    ...{ hosts: ['host:fw', 'host:dc01', 'host:web01'], accounts: ['account:svc', 'account:vpn', 'account:sys'] },
    ...{ alerts, ...part },
  };
}

const ASSESSMENT: Assessment = {
  ...{ incident: 'INC-0001', confidence: 'high', evidenceFor: [], evidenceAgainst: [], wouldSettle: [], actors: [] },
  ...{ innocentExplanation: msg('innocent.administration'), unseen: [], impact: [], clean: [] },
  ...{ accounts: [], earliestMs: 0, startIsOpen: false },
};

const LOST = incidentOf([
  alert(CONTROL.fw, 'vpn-resid-source', 'contractor'),
  alert(CONTROL.fw, 'edge-admin-login-wan', 'contractor'),
  alert(CONTROL.dc01, 'ca-ntdsutil-ifm', 'UTIL\\svc_backup'),
  alert(CONTROL.web, 'c2-portproxy-add', 'UTIL\\svc_backup'),
]);

const log = (host: string, name: string, product = 'windows'): LogCoverage => ({
  ...{ host, product, log: name, events: 1, firstMs: 0, lastMs: 0, hours: [], kinds: [], records: [] },
  ...{ clockJumps: [], sources: [] },
});
const logon = (account: string, host: string): LogonPath => ({
  ...{ account, host, from: '', kind: 'network', failures: 0, days: [], firstRef: { source: 'a', record: 1 } },
  ...{ firstMs: 0, lastMs: 0, count: 1 },
});
const COVERAGE = [CONTROL.dc01, CONTROL.web, 'DC02.util.example', 'HMI1'].map((host) => log(host, 'Security'));
const LOGONS = ['UTIL\\svc_backup', 'UTIL\\anna', 'UTIL\\DC01$', 'WEB01\\Administrator', 'NT AUTHORITY\\SYSTEM'];

const ownLog = ({ name, roles }: Entity): LogCoverage =>
  roles.includes('firewall') ? log(name, 'fortigate/event', 'fortigate') : log(name, 'System');

const planOf = (incident: Incident, entities = ENTITIES, assessment = ASSESSMENT) =>
  planEviction({
    ...{ incident, assessment, entities, playbook },
    surroundings: surroundingsOf({
      coverage: [...COVERAGE, ...incident.hosts.map((id) => ownLog(entities.find((one) => one.id === id)!))],
      addresses: [],
      leases: [],
      logons: LOGONS.map((account) => logon(account, CONTROL.dc01)),
    }),
  });

describe('the eviction plan', () => {
  const plan = planOf(LOST);
  const named = (id: string) => plan.steps.filter((step) => step.id === id || step.id.startsWith(`${id}/`));

  it('has a step for each host, device and account of the incident, and for nothing else', () => {
    const targets = new Set(plan.steps.flatMap(({ target }) => (target === null ? [] : [target.entity])));
    expect([...targets].sort()).toEqual(['account:svc', 'account:vpn', 'host:dc01', 'host:fw', 'host:web01']);
    expect(named('disable-account').map(({ target }) => target?.name)).toEqual(['svc_backup']);
    expect(named('reset-device-account').map(({ target }) => target?.name)).toEqual(['contractor']);
    expect(named('remove-relay').map(({ target }) => target?.name)).toEqual(['WEB01']);
    expect(named('exchange-device').map(({ target }) => target?.kind)).toEqual(['device']);
  });

  it('changes all that the database of the directory held, when it left', () => {
    const credentials = plan.steps.filter(({ phase, target }) => phase === 'credentials' && target === null);
    expect(credentials.map(({ id }) => id)).toEqual([
      ...['krbtgt-first', 'krbtgt-second', 'all-passwords', 'computer-accounts', 'trusts', 'kds-root-key', 'gmsa'],
      ...['dpapi', 'certificates', 'entra-connect', 'laps', 'bitlocker'],
    ]);
    expect(named('all-passwords')[0]?.proof).toMatchObject({ each: { values: ['anna', 'svc_backup'] } });
    expect(named('computer-accounts')[0]?.proof).toMatchObject({
      each: { values: ['dc01$', 'dc02$', 'hmi1$', 'web01$'] },
    });
    expect(named('krbtgt-second')[0]).toMatchObject({
      dependsOn: ['krbtgt-first'],
      proof: { times: 2, hoursApart: 10 },
    });
    expect(plan.residual[0]).toContain('DPAPI');
  });

  it('closes an account of the directory in the directory, though only a device saw it', () => {
    const incident = incidentOf([alert(CONTROL.fw, 'vpn-resid-source', 'UTIL\\svc_backup')]);
    const ids = planOf(incident).steps.map(({ id }) => id);
    expect(ids).toContain('disable-account/account:svc/domain');
    expect(ids).not.toContain('reset-device-account/account:svc/device');
  });

  it('concerns every domain controller when the database left, those too that the incident does not name', () => {
    const entities = [...ENTITIES, entity('host:dc02', 'host', 'DC02.util.example', ['domain-controller'])];
    const targetsOf = (incident: Incident, id: string): unknown[] =>
      planOf(incident, entities)
        .steps.filter((step) => step.id.startsWith(`${id}/`))
        .map(({ target }) => target?.entity);
    expect(targetsOf(LOST, 'controller-secrets')).toEqual(['host:dc01', 'host:dc02']);
    expect(targetsOf(LOST, 'rebuild-controller')).toEqual(['host:dc01']);
    expect(targetsOf(incidentOf([alert(CONTROL.web, 'c2-portproxy-add')]), 'controller-secrets')).toEqual([]);
  });

  it('does nothing to a host or a device of which nothing asks', () => {
    const incident = incidentOf([alert(CONTROL.web, 'di-nltest'), alert(CONTROL.fw, 'recon-soho-scanner')]);
    const bound = planOf(incident).steps.filter(({ target }) => target?.kind === 'host' || target?.kind === 'device');
    expect(bound.map(({ id }) => id)).toEqual(['preserve-device/host:fw']);
  });

  it('ends VPN sessions where only these were used, and exchanges a device that had a stranger as administrator', () => {
    const ids = (behaviour: string): string[] =>
      planOf(incidentOf([alert(CONTROL.fw, behaviour)])).steps.map(({ id }) => id);
    expect(ids('vpn-resid-source')).toContain('end-vpn-sessions/host:fw');
    expect(ids('vpn-resid-source')).not.toContain('exchange-device/host:fw');
    expect(ids('fgt-new-admin')).toContain('exchange-device/host:fw');
  });

  it('does not blame the host where a command for another host was typed', () => {
    const typed = alert(CONTROL.web, 'ca-reg-save', 'UTIL\\svc_backup');
    const ran = alert(CONTROL.dc01, 'ca-reg-save', 'UTIL\\svc_backup');
    const link = { id: 'l', from: typed.id, to: ran.id, kind: 'remote-target', reason: msg('x'), weight: 1 } as const;
    const { steps } = planOf(incidentOf([typed, ran], { links: [{ ...link, evidence: [] }] }));
    const secrets = steps.filter(({ id }) => id.startsWith('local-administrators/'));
    expect(secrets.map(({ target }) => target?.entity)).toEqual(['host:dc01']);
  });

  it('rebuilds a host on which a command from another one was to run, though its own logs show nothing of it', () => {
    const sent = { ...alert(CONTROL.web, 'ex-wmic-remote-create', 'UTIL\\svc_backup'), sentTo: ['host:ws99'] };
    const rebuilt = (one: IncidentAlert): unknown[] =>
      planOf(incidentOf([one], { hosts: ['host:web01', 'host:ws99'] }))
        .steps.filter(({ id }) => id.startsWith('rebuild-host/'))
        .map(({ target }) => target?.entity);
    expect(rebuilt(sent)).toEqual(['host:web01', 'host:ws99']);
    expect(rebuilt({ ...sent, sentTo: [] })).toEqual(['host:web01']);
  });

  it('finds and unplugs a machine that keeps no logs', () => {
    const entities = [...ENTITIES, entity('host:red', 'host', 'RED01', [])];
    const incident = incidentOf([alert(CONTROL.dc01, 'ex-impacket-wmiexec')], { hosts: ['host:dc01', 'host:red'] });
    const { steps } = planEviction({
      ...{ incident, assessment: ASSESSMENT, entities, playbook },
      surroundings: surroundingsOf({ coverage: COVERAGE, addresses: [], leases: [], logons: [] }),
    });
    const ofStranger = steps.filter(({ target }) => target?.entity === 'host:red').map(({ id }) => id);
    expect(ofStranger).toEqual(['disconnect-machine/host:red']);
  });

  it('changes none of that when the database did not leave', () => {
    const { steps, residual } = planOf(incidentOf([alert(CONTROL.web, 'c2-portproxy-add')]));
    expect(steps.filter(({ id }) => /krbtgt|kds|gmsa|dpapi|trusts|entra-connect/.test(id))).toEqual([]);
    expect(residual).toEqual([]);
  });

  it('does not take the directory for lost because of a rule that saw one of many behaviours', () => {
    const many = ['ca-ntdsutil-ifm', 'ca-vss-create', 'ex-psexec', 'ex-winrs', 'ex-ps-encoded', 'c2-frp-exec'];
    const { steps } = planOf(incidentOf([{ ...alert(CONTROL.web, 'x'), behaviours: many }]));
    expect(steps.map(({ id }) => id)).not.toContain('krbtgt-first');
    expect(steps.map(({ id }) => id)).toContain('rebuild-host/host:web01');
  });

  it('rebuilds a host on which a program was put, though no row of behaviours says so', () => {
    const put = { ...alert(CONTROL.web, 'x'), behaviours: [], techniques: ['T1570'] };
    expect(planOf(incidentOf([put])).steps.map(({ id }) => id)).toContain('rebuild-host/host:web01');
  });

  it('shows commands of the system that a machine runs, by its own logs, and ways by hand where none is known', () => {
    const surroundings = (product: string) =>
      surroundingsOf({ coverage: [log('WEB01', 'own', product)], addresses: [], leases: [], logons: [] });
    const incident = incidentOf([alert(CONTROL.web, 'c2-frp-exec', 'WEB01\\app')], {
      ...{ hosts: ['host:web01'], accounts: ['account:app'] },
    });
    const entities = [...ENTITIES, entity('account:app', 'account', 'WEB01\\app', [])];
    const shellsOf = (product: string): Record<string, string> => {
      const { steps } = planEviction({
        ...{ incident, assessment: ASSESSMENT, entities, playbook, surroundings: surroundings(product) },
      });
      const bound = steps.filter(({ target }) => target !== null);
      for (const { byHand, commands } of bound) expect(commands.length > 0 || byHand !== null).toBe(true);
      return Object.fromEntries(
        bound.map(({ id, commands }) => [id.split('/')[0], commands.map(({ shell }) => shell).join()]),
      );
    };
    const names = ['preserve-logs', 'isolate-relay', 'disable-local-account', 'rebuild-host'];
    const all = (...shells: readonly string[]) => Object.fromEntries(names.map((name, index) => [name, shells[index]]));
    expect(shellsOf('windows')).toEqual(all('cmd,powershell', 'powershell', 'powershell', 'powershell'));
    expect(shellsOf('linux')).toEqual(all('sh', 'sh', 'sh', 'sh'));
    expect(shellsOf('vmware')).toEqual(all('', '', '', ''));
  });

  it('shows no commands of FortiOS for another firewall', () => {
    const incident = incidentOf([alert(CONTROL.fw, 'edge-admin-login-wan', 'contractor')]);
    const plans = ['fortigate', 'cisco'].map((product) =>
      planEviction({
        ...{ incident, assessment: ASSESSMENT, entities: ENTITIES, playbook },
        surroundings: surroundingsOf({
          ...{ coverage: [log(CONTROL.fw, 'own', product)], addresses: [], leases: [], logons: [] },
        }),
      }),
    );
    const withFortios = plans.map(({ steps }) =>
      steps.filter(({ commands }) => commands.some(({ shell }) => shell === 'fortios')).map(({ id }) => id),
    );
    expect(withFortios[0]).toContain('exchange-device/host:fw');
    expect(withFortios[1]).toEqual([]);
    expect(plans[1]!.steps.map(({ id }) => id)).toEqual(plans[0]!.steps.map(({ id }) => id));
    expect(JSON.stringify(plans[1])).not.toMatch(/get system status|logid|cfgpath/);
  });

  it('names plant control first where a step may break it', () => {
    for (const { mayBreak } of playbook.steps) {
      expect(mayBreak.findIndex((text) => /plant/i.test(text))).toBeLessThanOrEqual(0);
    }
    const atPlant = playbook.steps.filter(({ mayBreak }) => /plant/i.test(mayBreak[0]!));
    expect(atPlant.length).toBeGreaterThan(10);
  });

  it('says for each step who approves, what may break, the way back, how to see it, and what to do', () => {
    for (const { approver, mayBreak, rollback, check, commands, byHand, source, proof } of plan.steps) {
      for (const text of [approver, ...mayBreak, rollback, check, source, proof.text]) expect(text).not.toBe('');
      if (proof.by === 'person') expect(proof.confirms).not.toBe('');
      else expect(proof.done.length + proof.undone.length).toBeGreaterThan(0);
      expect(JSON.stringify(proof)).not.toMatch(/\{(?:user|machine|name)\}/);
      expect(mayBreak.length).toBeGreaterThan(0);
      expect(commands.length > 0 || byHand !== null).toBe(true);
      expect(JSON.stringify(commands)).not.toMatch(/\{(?:host|device|account|machine|short|user)\}/);
    }
  });

  it('has what comes first before what rests on it, and nothing that warns the intruder before T0', () => {
    const place = new Map(plan.steps.map(({ id }, index) => [id, index]));
    for (const { id, dependsOn } of plan.steps) {
      for (const other of dependsOn) expect(place.get(other)).toBeLessThan(place.get(id)!);
    }
    const quiet = plan.steps.filter(({ phase }) => ['prepare', 'scope', 'stage'].includes(phase));
    expect(quiet.filter(({ tipsOff }) => tipsOff)).toEqual([]);
    expect(plan.steps.filter(({ phase }) => phase === 'cut').every(({ together }) => together === 't0')).toBe(true);
    expect(plan.first).toEqual(['preserve-logs/host:dc01', 'preserve-device/host:fw', 'talk-elsewhere']);
  });

  it('lets safety decide at once when plant control was reached, and names what may break there first', () => {
    const entities = [...ENTITIES, entity('host:hmi', 'host', 'HMI1', ['ot-adjacent'])];
    const { timing, steps } = planOf(
      incidentOf([alert('HMI1', 'lm-ot-zone-cross')], { hosts: ['host:hmi'] }),
      entities,
    );
    expect(timing.key).toBe('plan.timing.at-once');
    expect(steps.find(({ id }) => id.startsWith('cut-conduit'))?.mayBreak[0]).toContain('Plant control');
  });

  it('resets accounts whose secrets were exposed, and removes those that he made', () => {
    const accounts = [
      { account: 'UTIL\\uninvolved', class: 'exposed', reason: msg('account.domain-lost'), evidence: [] },
      { account: 'WEB01\\*', class: 'exposed', reason: msg('account.hives-saved'), evidence: [] },
      { account: 'fw-edge\\support', class: 'used', isMade: true, reason: msg('account.made'), evidence: [] },
    ] as const;
    const ids = planOf(LOST, ENTITIES, { ...ASSESSMENT, accounts }).steps.map(({ id }) => id);
    expect(ids.filter((id) => id.includes('account:other'))).toEqual(['reset-used-account/account:other/domain']);
    expect(ids.filter((id) => id.includes('support'))).toEqual([
      'remove-device-account/account:fw-edge\\support/device',
    ]);
  });
});

describe('commands', () => {
  it.each([
    "x'; Remove-Item C:\\ -Recurse; '",
    'x’; calc; ’',
    'x" & calc & "',
    '%COMSPEC%',
    '$(calc)',
    '-Recurse',
    'a`nb',
    'a\nend\ndelete b',
    'a\u202eb',
    'x}; calc; {',
    'x|calc',
    'a'.repeat(257),
  ])('are refused for the name %j', (name) => {
    const entities = [entity('host:h', 'host', name, []), entity('account:a', 'account', `UTIL\\${name}`, [])];
    const incident = incidentOf([alert(name, 'c2-portproxy-add', `UTIL\\${name}`)], {
      hosts: ['host:h'],
      accounts: ['account:a'],
    });
    const { steps } = planOf(incident, entities);
    const bound = steps.filter(({ target }) => target !== null);
    const refused = bound.filter((step) => step.refused?.key === 'plan.refused').map(({ target }) => target?.entity);
    expect(new Set(refused)).toEqual(new Set(['host:h', 'account:a']));
    for (const { commands } of bound) expect(commands).toEqual([]);
  });

  it.each([
    ['app$HOME', undefined],
    ['two words', undefined],
    ['app_1', ["ssh 'WEB01' sudo usermod --lock --expiredate 1 'app_1'", "ssh 'WEB01' sudo pkill -KILL -u 'app_1'"]],
  ])('that a second shell reads are refused for what it would change (%j)', (user, lines) => {
    const incident = incidentOf([alert(CONTROL.web, 'c2-frp-exec', `WEB01\\${user}`)], {
      ...{ hosts: ['host:web01'], accounts: ['account:app'] },
    });
    const { steps } = planEviction({
      ...{ incident, assessment: ASSESSMENT, playbook },
      entities: [...ENTITIES, entity('account:app', 'account', `WEB01\\${user}`, [])],
      surroundings: surroundingsOf({
        ...{ coverage: [log('WEB01', 'linux/auditd', 'linux')], addresses: [], leases: [], logons: [] },
      }),
    });
    expect(steps.find(({ id }) => id.startsWith('disable-local-account'))?.commands[0]?.lines).toEqual(lines);
  });

  it('carry the quoted name of their target', () => {
    const [relay] = planOf(LOST).steps.filter(({ id }) => id === 'remove-relay/host:web01');
    expect(relay?.commands[0]?.lines[1]).toBe(
      "Invoke-Command -ComputerName 'WEB01' -ScriptBlock { netsh interface portproxy reset }",
    );
    const [device] = planOf(LOST).steps.filter(({ id }) => id.startsWith('reset-device-account'));
    expect(device?.commands[0]?.lines).toContain('edit "contractor"');
  });
});

describe('verify', () => {
  const plan = planOf(LOST);
  const event = (timeMs: number, host: string, fields: Record<string, string | number>) => ({
    schema: { id: 'windows/Security', product: 'windows', views: [] },
    ...{ ref: { source: 'after.evtx' }, timeMs, host },
    get: (field: string) => ({ Channel: 'Security', ...fields })[field],
    entries: () => Object.entries(fields),
  });
  const verdictOf = (step: string, events: readonly ReturnType<typeof event>[]) => {
    const verifier = createPlanVerifier(plan);
    for (const one of events) verifier.add(one);
    return verifier.verdicts().find((verdict) => verdict.step === step)?.verdict;
  };
  const reset = (timeMs: number) => event(timeMs, 'DC01', { EventID: 4724, TargetUserName: 'krbtgt' });
  const disabled = event(5000, 'DC01', { EventID: 4725, TargetUserName: 'SVC_BACKUP' });
  const DISABLE = 'disable-account/account:svc/domain';
  const other = event(9000, 'DC01', { EventID: 4634 });
  const newPassword = (timeMs: number, user: string) => event(timeMs, 'DC01', { EventID: 4724, TargetUserName: user });
  const ticket = (status: string) =>
    event(6000, 'DC01', { EventID: 4768, TargetUserName: 'svc_backup', Status: status });
  const logonAt = (timeMs: number) => event(timeMs, 'WEB01', { EventID: 4624, TargetUserName: 'svc_backup' });
  const madeObject = (id: number, objectClass: string) =>
    event(6000, 'DC01', { EventID: id, ObjectClass: objectClass });

  it.each([
    ['a missing log', DISABLE, [], 'cannot-tell'],
    ['a log without the change', DISABLE, [other], 'not-done'],
    ['the change', DISABLE, [other, disabled], 'done'],
    ['a change before the last trace', DISABLE, [other, { ...disabled, timeMs: 900 }], 'not-done'],
    [
      'a logon later on',
      DISABLE,
      [disabled, event(6000, 'X', { EventID: 4624, TargetUserName: 'svc_backup' })],
      'not-done',
    ],
    ['a logon before', DISABLE, [disabled, event(4000, 'X', { EventID: 4624, TargetUserName: 'svc_backup' })], 'done'],
    ['one reset of krbtgt', 'krbtgt-second', [reset(5000)], 'not-done'],
    ['two resets without the wait', 'krbtgt-second', [reset(5000), reset(5000 + HOUR_MS)], 'not-done'],
    ['two resets with the wait', 'krbtgt-second', [reset(5000 + 11 * HOUR_MS), reset(5000)], 'done'],
    ['the log of another host only', 'remove-relay/host:web01', [other], 'cannot-tell'],
    ['what no log can tell', 'dpapi', [other], 'cannot-tell'],
    ['a ticket that was refused', DISABLE, [disabled, ticket('0x12')], 'done'],
    ['a ticket that was given', DISABLE, [disabled, ticket('0x0')], 'not-done'],
    ['a logon with a new password', DISABLE, [disabled, logonAt(8000), newPassword(7000, 'svc_backup')], 'done'],
    [
      'a logon before the new password',
      DISABLE,
      [disabled, logonAt(6500), newPassword(7000, 'svc_backup')],
      'not-done',
    ],
    ['new passwords of some', 'all-passwords', [newPassword(7000, 'Anna')], 'not-done'],
    ['new passwords of all', 'all-passwords', [newPassword(7000, 'Anna'), newPassword(8000, 'svc_backup')], 'done'],
    ['what nothing shows to be logged', 'gmsa', [other], 'cannot-tell'],
    ['other changes of the directory', 'gmsa', [madeObject(5136, 'user')], 'not-done'],
    ['a new object', 'gmsa', [madeObject(5137, 'msDS-GroupManagedServiceAccount')], 'done'],
  ] as const)('judges %s', (_, step, events, verdict) => {
    expect(verdictOf(step, events)).toBe(verdict);
  });
});

describe('verify, with two domain controllers', () => {
  const entities = [...ENTITIES, entity('host:dc02', 'host', 'DC02.util.example', ['domain-controller'])];
  const plan = planOf(LOST, entities);
  const event = (host: string, EventID: number) => {
    const fields: Record<string, string | number> = { Channel: 'Security', EventID, TargetUserName: 'krbtgt' };
    return {
      schema: { id: 'windows/Security', product: 'windows', views: [] },
      ...{ ref: { source: 'after.evtx' }, timeMs: 5000, host },
      get: (field: string) => fields[field],
      entries: () => Object.entries(fields),
    };
  };

  it.each([
    ['what only one log shows', [event('dc02', 4724)], 'done'],
    ['what one log does not show, and the other is not there', [event('DC01', 4634)], 'cannot-tell'],
    ['what no log shows', [event('DC01', 4634), event('DC02.util.example', 4634)], 'not-done'],
  ] as const)('judges %s', (_, events, verdict) => {
    const verifier = createPlanVerifier(plan);
    for (const one of events) verifier.add(one);
    expect(verifier.verdicts().find(({ step }) => step === 'krbtgt-first')?.verdict).toBe(verdict);
  });
});

describe('a playbook', () => {
  it.each([
    ['a list', [], 'has the lists'],
    ['an unknown shell', (steps: Record<string, unknown>[]) => (steps[0]!.commands = [{ shell: 'bash' }]), 'shell'],
    ['a step after a later one', (steps: Record<string, unknown>[]) => (steps[0]!.after = ['dpapi']), 'stands behind'],
    ['a step without a proof', (steps: Record<string, unknown>[]) => delete steps[0]!.proof, 'has no proof'],
    [
      'a proof that nobody confirms',
      (steps: Record<string, unknown>[]) => (steps[0]!.proof = { text: 'x' }),
      'confirms',
    ],
    ['a command that is no text', (steps: Record<string, unknown>[]) => (steps[0]!.mayBreak = [1]), 'is no text'],
    [
      'commands for one kind of machine, and nothing for others',
      (steps: Record<string, unknown>[]) => delete steps[0]!.onOther,
      'no onOther',
    ],
    ['a step without its risk', (steps: Record<string, unknown>[]) => delete steps[0]!.mayBreak, 'may break'],
  ])('is refused for %s', (_, change, message) => {
    const value = data() as { steps: Record<string, unknown>[] };
    if (typeof change === 'function') change(value.steps);
    const refused = (): unknown => parsePlaybook(typeof change === 'function' ? value : change, FILE);
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(message);
  });
});
