import type { AlertedRule, BehaviourSight, Entity, SuppressionUse, VisibilityGap } from '../../model/index.ts';
import { plain } from '../case-view.ts';
import { fact, type ItemSource, part, type UnopenedItem } from './case-item.ts';

/** Hosts and accounts, rules that alerted, suppressions, gaps in what could be seen, behaviours of the catalogue. */
export function otherItems(source: ItemSource): UnopenedItem[] {
  const { entities = [], rules, visibility, suppressions } = source.caseFile;
  return [
    ...entities.map((entity) => entityItem(entity, source)),
    ...rules.alerted.map((rule) => ruleItem(rule, source)),
    ...(suppressions?.uses ?? []).map((use) => suppressionItem(use, source)),
    ...(visibility?.gaps ?? []).map((gap) => gapItem(gap, source)),
    ...(visibility?.behaviours ?? []).map((behaviour) => behaviourItem(behaviour, source)),
  ];
}

function entityItem({ id, kind, name, aliases, roles }: Entity, { caseFile }: ItemSource): UnopenedItem {
  const names = new Set([name, ...aliases].map((one) => one.toLowerCase()));
  return {
    ...{ id, kind: 'entity', title: () => `${kind} ${plain(name)}` },
    open: () => {
      const incidents = (caseFile.incidents ?? []).filter(
        ({ hosts, accounts, addresses }) => hosts.includes(id) || accounts.includes(id) || addresses.includes(id),
      );
      const alerts = incidents
        .flatMap((incident) => incident.alerts)
        .filter(({ host, account = '' }) => names.has((kind === 'host' ? host : account).toLowerCase()));
      return {
        facts: [...fact('Also named', aliases.map(plain).join(', ')), ...fact('Roles', roles.join(', '))],
        parts: [
          ...part(
            'Incidents',
            incidents.map((incident) => incident.id),
          ),
          ...part(
            'Alerts',
            alerts.map((alert) => alert.id),
          ),
        ],
        evidence: [],
      };
    },
  };
}

function ruleItem({ id, title, level, alerts: count, notes }: AlertedRule, { alerts }: ItemSource): UnopenedItem {
  return {
    // Some rules have no id.
    ...{ id: id === '' ? title : id, kind: 'rule', title: () => `rule ${plain(title)} (${level})` },
    open: () => ({
      facts: [
        ...fact('Alerts', count.toLocaleString('en-US')),
        ...fact('Could be', notes?.innocent && plain(notes.innocent)),
        ...(notes?.check ?? []).flatMap((text) => fact('Check', plain(text))),
        ...fact('Published by', notes?.advisory && plain(notes.advisory)),
      ],
      parts: [
        ...part('Behaviours', notes?.behaviours ?? []),
        ...part(
          'Alerts',
          [...alerts].filter(([, { rule }]) => rule.id === id && rule.title === title).map(([alert]) => alert),
        ),
      ],
      evidence: [],
    }),
  };
}

function suppressionItem(use: SuppressionUse, { alerts, view }: ItemSource): UnopenedItem {
  const { id, by, reason, sinceMs, untilMs, hidden, outsideTime, wouldBe, shownIn, examples } = use;
  return {
    ...{ id, kind: 'suppression', title: () => `suppression of ${plain(by)}: ${plain(reason)}` },
    open: () => ({
      facts: [
        ['Holds', `${view.time(sinceMs)} to ${view.time(untilMs)}`],
        ['Alerts', `${use.alerts}, ${hidden} of them kept out of incidents`],
        ...(outsideTime === 0 ? [] : fact('Shown', `${outsideTime} more, which are outside its time`)),
        ...wouldBe.flatMap((one) => fact('Would be', `${one.id}, ${one.level}: ${view.text(one.title)}`)),
      ],
      parts: [
        ...part('Shown all the same in', shownIn),
        ...part(
          'Suppressed alerts',
          [...alerts].filter(([, { suppressedBy }]) => suppressedBy === id).map(([alert]) => alert),
        ),
      ],
      evidence: examples.map(({ ref }) => ref),
    }),
  };
}

function gapItem({ id, kind, message, hides, fix }: VisibilityGap, { caseFile, view }: ItemSource): UnopenedItem {
  const setting = caseFile.visibility?.fixes.find((one) => one.id === fix);
  return {
    ...{ id, kind: 'gap', title: () => view.text(message) },
    open: () => ({
      facts: [['Kind', kind], ...fact('Closed by', setting && plain(setting.title))],
      parts: part('Hides', hides),
      evidence: [],
    }),
  };
}

function behaviourItem(sight: BehaviourSight, { caseFile, view }: ItemSource): UnopenedItem {
  const { behaviour, title, because, techniques, blindHosts } = sight;
  return {
    ...{ id: behaviour, kind: 'behaviour', title: () => `behaviour ${plain(title)}` },
    open: () => ({
      facts: [
        ['Seen here', `${sight.sight}: ${view.text(because)}`],
        ...fact('Techniques', techniques.map(plain).join(', ')),
        ...fact('Blind', blindHosts.map(plain).join(', ')),
      ],
      parts: part(
        'Alerts',
        (caseFile.incidents ?? []).flatMap(({ alerts }) =>
          alerts.filter(({ behaviours }) => behaviours.includes(behaviour)).map(({ id }) => id),
        ),
      ),
      evidence: [],
    }),
  };
}
