import { describe, expect, it } from 'vitest';
import { deedsOf, type IncidentAlert, type Level, type Link, type LinkKind, msg, sentElsewhere } from './index.ts';

function alert(id: string, raisedLevel: Level, account?: string, host = 'a', behaviours = ['b']): IncidentAlert {
  return {
    ...{ id, ruleId: 'r', title: id, level: raisedLevel, raisedLevel, raisedBecause: [], timeMs: 0, host, behaviours },
    ...{ techniques: [], tactics: [], ref: { source: 's', record: 1 }, summary: '', count: 1 },
    ...(account === undefined ? {} : { account }),
  };
}

function link(kind: LinkKind, from: string, to: string): Link {
  return { id: `${from}${to}`, kind, from, to, reason: msg('x'), weight: 1, evidence: [] };
}

function outside(address: string, from: string, to: string): Link {
  return { ...link('same-address', from, to), reason: msg('link.same-address', { address }) };
}

describe("an intruder's deeds", () => {
  const alerts = [alert('grave', 'high', 'D\\eve'), alert('near', 'low', 'D\\eve'), alert('far', 'medium', 'D\\bob')];

  it.each([
    ['what is grave by itself', [], ['grave']],
    ['what a session ties to it, in any direction', [link('same-session', 'near', 'grave')], ['grave', 'near']],
    [
      'what a program and then a lease tie to it',
      [link('same-process-tree', 'grave', 'near'), link('same-lease', 'near', 'far')],
      ['far', 'grave', 'near'],
    ],
    ['what came from the same line outside', [outside('198.51.100.7', 'grave', 'far')], ['far', 'grave']],
    ['not what came from the same jump host', [outside('10.20.8.11', 'grave', 'far')], ['grave']],
    ['not what an account alone ties to it', [link('same-account', 'grave', 'near')], ['grave']],
    ['not what another person did on the same two hosts', [link('remote-target', 'grave', 'far')], ['grave']],
  ] as const)('are %s', (_, links, deeds) => {
    expect([...deedsOf({ alerts, links })].sort()).toEqual(deeds);
  });

  it('are all of an incident that has nothing grave', () => {
    const light = [alert('one', 'medium'), alert('two', 'low')];
    expect([...deedsOf({ alerts: light, links: [] })]).toEqual(['one', 'two']);
  });
});

describe('a command for another host', () => {
  const typed = alert('typed', 'high', 'D\\eve', 'jump.corp.example', ['ca-reg-save']);
  const ran = alert('ran', 'high', 'D\\eve', 'sql.corp.example', ['ca-reg-save', 'x']);
  const links = [link('remote-target', 'typed', 'ran')];

  it('is not a deed of the host where it was typed, nor is a row of such', () => {
    const row = alert('row', 'critical', undefined, 'JUMP', ['ca-reg-save']);
    expect([...sentElsewhere({ alerts: [typed, ran, row], links })].sort()).toEqual(['row', 'typed']);
  });

  it('is one where the same was done on both hosts', () => {
    const own = alert('own', 'high', 'D\\eve', 'jump', ['ca-reg-save']);
    const row = alert('row', 'critical', undefined, 'jump', ['ca-reg-save']);
    expect([...sentElsewhere({ alerts: [typed, ran, own, row], links })]).toEqual(['typed']);
  });

  it('needs a trace of the same on the other host', () => {
    const other = alert('ran', 'high', 'D\\eve', 'sql', ['di-nltest']);
    expect([...sentElsewhere({ alerts: [typed, other], links })]).toEqual([]);
  });
});
