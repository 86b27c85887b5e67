import { LINT_SEVERITIES, type LintFinding, type LintSeverity } from '../model/index.ts';
import { safeText } from './safe-text.ts';
import { countText, paint, type SummaryOptions } from './summary-layout.ts';

// Words carry the meaning; colour only repeats it.
const COLORS: Readonly<Record<LintSeverity, string>> = { error: '31', warning: '33', note: '36' };

/**
 * Findings for a person: one line each with its place, as compilers print them, and a last line that counts.
 * @param findings in the order to show
 * @param files how many rule files were checked
 * @param options only `color` is used
 */
export function lintText(
  findings: readonly LintFinding[],
  files: number,
  options: Pick<SummaryOptions, 'color'>,
): string {
  const lines = findings.map(({ file, line, column, severity, message, hint, check }) => {
    const word = paint(severity, COLORS[severity], options);
    const advice = hint === undefined ? '' : ` ${safeText(hint)}`;
    return `${safeText(file)}:${line}:${column}: ${word}: ${safeText(message)}${advice} [${check}]`;
  });
  return `${[...lines, lintCounts(findings, files)].join('\n')}\n`;
}

function lintCounts(findings: readonly LintFinding[], files: number): string {
  const counts = LINT_SEVERITIES.toReversed().map((severity) =>
    countText(findings.filter((finding) => finding.severity === severity).length, severity),
  );
  return `${countText(files, 'file')} checked: ${counts.join(', ')}`;
}
