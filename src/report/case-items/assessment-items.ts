import type { Assessment, EventRef, Msg } from '../../model/index.ts';
import { type CaseView, plain } from '../case-view.ts';
import { type CaseItem, type CaseItemKind, fact, part, sentenceIds, type UnopenedItem } from './case-item.ts';

/** One sentence of an assessment before it has an id. */
interface Draft {
  readonly section: string;
  readonly kind: CaseItemKind;
  /** names it within its section */
  readonly name: Msg;
  readonly title: string;
  readonly facts?: CaseItem['facts'];
  readonly parts?: CaseItem['parts'];
  readonly evidence?: readonly EventRef[];
}

/**
 * The sentences of an assessment.
 * @param rests parts for the alerts at some records
 */
export function assessmentItems(
  assessment: Assessment,
  view: CaseView,
  rests: (evidence: readonly EventRef[]) => CaseItem['parts'],
): UnopenedItem[] {
  const { incident } = assessment;
  const drafts = [
    ...argumentDrafts(assessment, view),
    ...actorDrafts(assessment, view),
    ...scopeDrafts(assessment, view),
    ...sightDrafts(assessment, view),
  ];
  const ids = new Map<Draft, string>();
  for (const section of new Set(drafts.map((draft) => draft.section))) {
    const list = drafts.filter((draft) => draft.section === section);
    const names = list.map(({ name }) => name);
    for (const [index, id] of sentenceIds(`${incident}/${section}`, names).entries()) ids.set(list[index]!, id);
  }
  return drafts.map((draft) => {
    const { kind, title, facts = [], parts = [], evidence = [] } = draft;
    const open = () => ({ facts, parts: [...part('Incident', [incident]), ...parts, ...rests(evidence)], evidence });
    return { id: ids.get(draft)!, kind, title: () => title, open };
  });
}

function argumentDrafts({ evidenceFor, evidenceAgainst }: Assessment, view: CaseView): Draft[] {
  return [...evidenceFor, ...evidenceAgainst].map((argument, index) => {
    const { text, weight, evidence } = argument;
    const side = index < evidenceFor.length ? 'for' : 'against';
    return { section: side, kind: 'argument', name: text, evidence, title: `${side} (${weight}): ${view.text(text)}` };
  });
}

function actorDrafts({ actors }: Assessment, view: CaseView): Draft[] {
  return actors.flatMap(({ actor, name, band, stepsSeen, stepsSeeable, reasons }): Draft[] => {
    const steps = stepsSeeable === 0 ? '' : `, ${stepsSeen} of ${stepsSeeable} steps that could be seen`;
    const facts = fact('Fits', `${band}${steps}`);
    return reasons.map(({ text, weight, evidence }) => {
      const title = `${plain(name)}, ${band} (${weight}): ${view.text(text)}`;
      return { section: 'actor', kind: 'actor', name: about(actor, text), facts, evidence, title };
    });
  });
}

function scopeDrafts({ accounts, impact }: Assessment, view: CaseView): Draft[] {
  return [
    ...accounts.map(({ account, class: scope, reason, evidence }): Draft => {
      const name = account === '*' ? 'All accounts of the directory' : view.nameOf(account);
      const parts = account.includes(':') ? part('Account', [account]) : [];
      const title = `${name} (${scope}): ${view.text(reason)}`;
      return { section: 'account', kind: 'account', name: about(account, reason), parts, evidence, title };
    }),
    ...impact.map(
      ({ service, reason, isDirect, isCritical = false, partner, chain = [reason], evidence = [] }): Draft => {
        const words = [isDirect ? 'direct' : 'through others', ...(isCritical ? ['critical'] : [])].join(', ');
        const title = `${plain(service)} (${words}): ${view.text(reason)}`;
        const facts = [
          ...fact('Partner', partner && plain(partner)),
          ...chain.flatMap((link) => fact('Chain', view.text(link))),
        ];
        return { section: 'impact', kind: 'service', name: about(service, reason), title, facts, evidence };
      },
    ),
  ];
}

function sightDrafts({ unseen, clean }: Assessment, view: CaseView): Draft[] {
  return [
    ...unseen.map(({ behaviour, title, because }): Draft => {
      const facts = fact('Why', view.text(because));
      const name = about(behaviour, because);
      return { section: 'unseen', kind: 'sight', name, title: `Could not be seen: ${plain(title)}`, facts };
    }),
    ...clean.map(({ text, restsOn }): Draft => {
      const facts = restsOn.flatMap((one) => fact('Rests on', view.text(one)));
      return { section: 'clean', kind: 'sight', name: text, title: view.text(text), facts };
    }),
  ];
}

/** Sentences of two actors, accounts or services may be the same. */
function about(subject: string, { key, args }: Msg): Msg {
  return { key, args: { ...args, subject } };
}
