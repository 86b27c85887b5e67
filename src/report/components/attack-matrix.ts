import type { Sight } from '../../model/index.ts';
import type { ReadableView } from '../readable-view.ts';
import { countText } from '../summary-layout.ts';
import { TACTICS, tacticWords } from '../tactic-words.ts';
import { type Html, html } from './markup.ts';
import { TECHNIQUE_NAMES } from './technique-names.ts';

/** How a technique stands: seen in these logs, or whether it could have been. */
type Standing = 'seen' | 'could' | 'partly' | 'cannot';

interface Cell {
  readonly technique: string;
  readonly standing: Standing;
  /** alerts that show it */
  readonly alerts: number;
}

const SYMBOLS: Readonly<Record<Standing, string>> = { seen: '■', could: '○', partly: '◐', cannot: '✕' };
const WORDS: Readonly<Record<Standing, string>> = {
  seen: 'seen in an incident',
  could: 'not seen, and could have been',
  partly: 'not seen, and could have been on some machines only',
  cannot: 'could not have been seen in these logs',
};
const STANDINGS: readonly Standing[] = ['seen', 'could', 'partly', 'cannot'];
const SIGHTS: Readonly<Record<Sight, Standing>> = { yes: 'could', partly: 'partly', no: 'cannot' };

/**
 * The techniques of ATT&CK that the catalogue knows, by tactic: seen in the incidents of this case, could have been seen,
 * could not. Each state has a word and a sign besides its colour. Nothing when visibility was not examined.
 */
export function attackMatrix(view: ReadableView): Html {
  const columns = columnsOf(view);
  const cells = columns.flatMap(([, list]) => list);
  if (cells.length === 0) return html``;
  const legend = STANDINGS.map((standing) => {
    const count = cells.filter((cell) => cell.standing === standing).length;
    return html`<li class="${standing}"><span aria-hidden="true">${SYMBOLS[standing]}</span> ${count} ${WORDS[standing]}</li>`;
  });
  return html`<ul class="legend">${legend}</ul>
<div class="matrix">${columns.map(([tactic, list]) => column(tactic, list))}</div>`;
}

function column(tactic: string, cells: readonly Cell[]): Html {
  const items = cells.map(({ technique, standing, alerts }) => {
    const name = TECHNIQUE_NAMES.get(technique) ?? '';
    const times = alerts === 0 ? '' : ` (${countText(alerts, 'alert')})`;
    return html`<li class="${standing}" data-technique="${technique}"><span aria-hidden="true">${SYMBOLS[standing]}</span> <span class="unseen-word">${WORDS[standing]}: </span>${technique} ${name}${times}</li>\n`;
  });
  return html`<section class="tactic"><h4>${tacticWords(tactic)} <span class="soft">${tactic}</span></h4><ul>${items}</ul></section>\n`;
}

/** Tactics in the order of an intrusion, with what was seen first. */
function columnsOf({ head }: ReadableView): (readonly [string, readonly Cell[]])[] {
  const known = new Map<string, Set<string>>();
  const sights = new Map<string, Set<Sight>>();
  for (const { tactic, techniques, sight } of head.visibility?.behaviours ?? []) {
    if (tactic === undefined) continue;
    known.set(tactic, new Set([...(known.get(tactic) ?? []), ...techniques]));
    for (const one of techniques) sights.set(one, (sights.get(one) ?? new Set<Sight>()).add(sight));
  }
  const alerts = alertsByTechnique(head.incidents ?? []);
  const placed = new Set([...known.values()].flatMap((techniques) => [...techniques]));
  // What a rule shows and the catalogue does not place stands where its rule says.
  for (const { tactic, techniques } of (head.incidents ?? []).flatMap(({ stages }) => stages)) {
    const others = techniques.filter((technique) => !placed.has(technique));
    if (others.length > 0) known.set(tactic, new Set([...(known.get(tactic) ?? []), ...others]));
  }
  return [...known]
    .sort(([a], [b]) => TACTICS.indexOf(a) - TACTICS.indexOf(b))
    .map(([tactic, techniques]) => [
      tactic,
      [...techniques]
        .map((technique): Cell => {
          const count = alerts.get(technique) ?? 0;
          return { technique, alerts: count, standing: count > 0 ? 'seen' : standingOf(sights.get(technique)) };
        })
        .sort(
          (a, b) =>
            STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing) || (a.technique < b.technique ? -1 : 1),
        ),
    ]);
}

function alertsByTechnique(incidents: NonNullable<ReadableView['head']['incidents']>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { techniques, count } of incidents.flatMap(({ alerts }) => alerts))
    for (const technique of techniques) counts.set(technique, (counts.get(technique) ?? 0) + count);
  return counts;
}

/** Several behaviours show one technique: it can be seen where all of them can, and not where none can. */
function standingOf(sights: ReadonlySet<Sight> | undefined): Standing {
  const [only, ...others] = sights ?? [];
  return only === undefined ? 'cannot' : others.length === 0 ? SIGHTS[only] : 'partly';
}
