import { expect, test } from 'vitest';
import { type Entity, type Incident, type IncidentAlert, msg, type Observations } from '../model/index.ts';
import { impactOf } from './impact.ts';
import { readOrganisation } from './organisation-notes.ts';

const ENTITIES: Entity[] = [
  { id: 'host:hist01', kind: 'host', name: 'hist01.corp.example', aliases: ['HIST01'], roles: [] },
  { id: 'host:ws1', kind: 'host', name: 'WS1', aliases: [], roles: [] },
];
const ALERT: IncidentAlert = {
  ...{ id: 'a', ruleId: 'r', title: 't', level: 'high', raisedLevel: 'high', raisedBecause: [], timeMs: 0, count: 1 },
  ...{ host: 'HIST01', behaviours: [], techniques: [], tactics: [], ref: { source: 's', record: 1 }, summary: '' },
};
const INCIDENT: Incident = {
  ...{ id: 'INC-1', title: msg('incident.title'), level: 'high', score: 1, scoreParts: [], firstMs: 0, lastMs: 0 },
  ...{ stages: [], hosts: ['host:hist01', 'host:ws1'], accounts: [], addresses: [], entry: null, now: null, story: [] },
  ...{ usualAlerts: 0, alerts: [ALERT], links: [] },
};
const NOTHING: Pick<Observations, 'addresses' | 'leases'> = { addresses: [], leases: [] };

function impact(file: object, observations = NOTHING) {
  const { notes } = readOrganisation({ name: 'A', ...file }, 'organisation.yml');
  return impactOf(INCIDENT, ENTITIES, notes, observations);
}

test('a service is affected directly, through others by the shortest chain, and at partners', () => {
  const found = impact({
    hosts: [{ name: 'hist01', site: 'Plant' }],
    services: [
      { name: 'Ward', critical: true, dependsOn: ['Power'], partner: 'Hospital' },
      { name: 'Power', critical: true, dependsOn: ['Detour', 'Control'] },
      { name: 'Detour', dependsOn: ['Control'] },
      { name: 'Control', dependsOn: ['HIST01'] },
      { name: 'Elsewhere', dependsOn: ['other'] },
    ],
  });
  expect(found.map(({ service, isDirect, partner }) => [service, isDirect, partner])).toEqual([
    ['Power', false, undefined],
    ['Ward', false, 'Hospital'],
    ['Control', true, undefined],
    ['Detour', false, undefined],
  ]);
  expect(found.find(({ service }) => service === 'Ward')?.chain).toEqual([
    msg('impact.direct.at', { service: 'Control', host: 'hist01.corp.example', site: 'Plant' }),
    msg('impact.through', { service: 'Power', through: 'Control' }),
    msg('impact.through.partner', { service: 'Ward', through: 'Power', partner: 'Hospital' }),
  ]);
  expect(found.map(({ evidence }) => evidence)).toEqual(found.map(() => [ALERT.ref]));
});

test('a circle ends, and what reaches it is affected once', () => {
  const services = [
    { name: 'A', dependsOn: ['C', 'WS1'] },
    { name: 'B', dependsOn: ['A'] },
    { name: 'C', dependsOn: ['B'] },
  ];
  expect(impact({ services }).map(({ service }) => service)).toEqual(['A', 'B', 'C']);
});

test('crown jewels and segments of operational technology that were reached are named', () => {
  const address = { host: 'ws1', address: '10.9.1.5', basis: 'own', firstRef: { source: 's' } } as const;
  const seen = { firstMs: 0, lastMs: 0, count: 1 };
  const observations = { leases: [], addresses: [{ ...address, ...seen }] as Observations['addresses'] };
  const file = { crownJewels: ['HIST01'], networks: [{ name: 'control', range: '10.9.0.0/16', ot: true }] };
  expect(impact(file, observations).map(({ service, reason }) => [service, reason.key])).toEqual([
    ['hist01.corp.example', 'impact.crown-jewel'],
    ['control', 'impact.segment'],
  ]);
  expect(impact({ networks: [{ name: 'office', range: '10.9.0.0/16' }] }, observations)).toEqual([]);
});
