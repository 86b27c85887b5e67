import type { Assessment, ServiceImpact } from '../model/index.ts';
import type { CaseFileHead } from './case-file-json.ts';
import { safeText } from './safe-text.ts';
import { bold, bounded, countText, FEW, moreNote, type SummaryOptions, wrap } from './summary-layout.ts';

/** What an incident could affect and who is to be told, as labelled sentences; nothing without an organisation file. */
export function impactFields(
  assessment: Assessment | undefined,
  { organisation }: CaseFileHead,
): [label: string, text: string][] {
  const impact = assessment?.impact ?? [];
  if (impact.length === 0) return [];
  const own = impact.filter(({ partner }) => partner === undefined);
  const [critical, others] = [own.filter(({ isCritical }) => isCritical), own.filter(({ isCritical }) => !isCritical)];
  const partners = impact.filter(({ partner }) => partner !== undefined);
  const sentences = [
    ...(critical.length === 0 ? [] : [`${names(critical)} (critical)`]),
    ...(others.length === 0 ? [] : [names(others)]),
    ...(partners.length === 0 ? [] : [`at partners: ${names(partners)}`]),
  ];
  const contacts = (organisation?.contacts ?? []).map(({ name, for: what, reach }) =>
    shown(`${name} (${what}): ${reach}`),
  );
  return [
    ['Affects', sentences.join('; ')],
    ...contacts.slice(0, FEW).map((text, index): [string, string] => [index === 0 ? 'Tell' : '', text]),
  ];
}

function names(impact: readonly ServiceImpact[]): string {
  const list = impact.slice(0, FEW).map(({ service, partner }) => {
    return shown(partner === undefined ? service : `${service} (${partner})`);
  });
  const more = impact.length - list.length;
  return list.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function shown(text: string): string {
  return safeText(bounded(text));
}

/** What in the organisation file cannot be meant, or fits no log. */
export function organisationSection({ organisation }: CaseFileHead, options: SummaryOptions): string[] {
  const problems = organisation?.problems ?? [];
  if (organisation === undefined || problems.length === 0) return [];
  const shownProblems = options.verbose ? problems : problems.slice(0, FEW);
  return [
    bold(`${shown(organisation.file)}: ${countText(problems.length, 'problem')}`, options),
    ...shownProblems.flatMap(({ message }) => wrap(`  ${shown(message)}`, options.width)),
    ...moreNote(problems.length - shownProblems.length, '  '),
  ];
}
