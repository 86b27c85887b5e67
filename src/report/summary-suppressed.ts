import type { Incident, SuppressionUse } from '../model/index.ts';
import type { CaseFileHead } from './case-file-json.ts';
import { messageText } from './messages.ts';
import { safeText } from './safe-text.ts';
import { bold, bounded, countText, FEW, moreNote, type SummaryOptions, wrap } from './summary-layout.ts';

/**
 * What people suppressed: how many alerts, by whom, until when, and what would be there without; incidents that show such
 * alerts all the same, and incidents that are suppressed themselves. Never nothing when something was left out.
 */
export function suppressedSection(head: CaseFileHead, options: SummaryOptions): string[] {
  const { suppressions, incidents = [] } = head;
  if (suppressions === undefined) return [];
  const { file, uses, problems } = suppressions;
  const used = uses.filter(({ alerts, outsideTime }) => alerts + outsideTime > 0);
  const sum = uses.reduce((total, { alerts }) => total + alerts, 0);
  const hidden = uses.reduce((total, one) => total + one.hidden, 0);
  const heading = `Suppressed by ${shown(file)}: ${countText(sum, 'alert')}, ${hidden.toLocaleString('en-US')} of them kept out of incidents`;
  const suppressed = incidents.filter(({ suppressedBy }) => suppressedBy !== undefined);
  const shownUses = options.verbose ? used : used.slice(0, FEW);
  return [
    ...wrap(heading, options.width).map((line) => bold(line, options)),
    ...shownUses.flatMap((use) => useLines(use, head, options)),
    ...moreNote(used.length - shownUses.length, '  '),
    ...suppressed.flatMap((incident) => incidentLines(incident, head, options)),
    ...problems.flatMap(({ message }) => hanging('  ! ', shown(message), options)),
  ];
}

function useLines(use: SuppressionUse, head: CaseFileHead, options: SummaryOptions): string[] {
  const { id, by, reason, untilMs, alerts, outsideTime, examples, wouldBe, shownIn } = use;
  const day = options.timeText(untilMs).slice(0, 10);
  const outside = outsideTime === 0 ? '' : `, ${outsideTime.toLocaleString('en-US')} more outside its time are shown`;
  const [example] = examples;
  return [
    ...hanging(
      '  ',
      `${shown(id)}: ${countText(alerts, 'alert')}${outside}; ${shown(by)} until ${day}: ${shown(reason)}`,
      options,
    ),
    ...(example === undefined
      ? []
      : hanging('    ', `as ${example.level}: ${shown(example.ruleTitle)}, ${shown(example.host)}`, options)),
    ...wouldBe
      .slice(0, FEW)
      .flatMap(({ id: incident, level, title }) =>
        hanging('    ', `without it there would be ${incident}, ${level}: ${titleText(title, head, options)}`, options),
      ),
    ...moreNote(wouldBe.length - FEW, '    '),
    ...(shownIn.length === 0
      ? []
      : hanging(
          '    ',
          `shown all the same in ${shownIn.join(', ')}, to which more belongs than what was decided on`,
          options,
        )),
  ];
}

function incidentLines(
  { id, level, title, suppressedBy }: Incident,
  head: CaseFileHead,
  options: SummaryOptions,
): string[] {
  const use = head.suppressions?.uses.find((one) => one.id === suppressedBy);
  const who = use === undefined ? '' : ` (${shown(use.by)} until ${options.timeText(use.untilMs).slice(0, 10)})`;
  return hanging(
    '  ',
    `${id}, ${level}, is suppressed by ${suppressedBy}${who}: ${titleText(title, head, options)}`,
    options,
  );
}

function titleText(title: Incident['title'], { entities = [] }: CaseFileHead, { timeText }: SummaryOptions): string {
  const names = new Map(entities.map((entity) => [entity.id, entity.name]));
  return messageText(title, { timeText, safe: shown, entityName: (entity) => names.get(entity) ?? entity });
}

/** A line whose continuation stands a little further in. */
function hanging(head: string, text: string, { width }: SummaryOptions): string[] {
  const indent = `${' '.repeat(head.length)}  `;
  const [first = '', ...rest] = wrap(text, width - indent.length);
  return [`${head}${first}`, ...rest.map((line) => `${indent}${line}`)];
}

function shown(text: string): string {
  return safeText(bounded(text));
}
