import type { LintCheckInfo, LintFinding } from '../model/index.ts';

/** What produced the findings. */
export interface SarifTool {
  readonly name: string;
  readonly version: string;
  readonly checks: readonly LintCheckInfo[];
}

/**
 * Findings in rule files as SARIF 2.1.0, which code hosts and editors show beside the lines.
 * @returns JSON text with a final line feed; paths are relative URI references as given, columns in UTF-16 units
 * Source: OASIS Static Analysis Results Interchange Format 2.1.0.
 */
export function sarifText({ name, version, checks }: SarifTool, findings: readonly LintFinding[]): string {
  const indexes = new Map(checks.map(({ id }, index) => [id, index]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name, version, rules: checks.map(reportingDescriptor) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => result(finding, indexes.get(finding.check))),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function reportingDescriptor({ id, severity, says, source }: LintCheckInfo) {
  return {
    id,
    shortDescription: { text: says },
    help: { text: `${says} Source: ${source}.` },
    defaultConfiguration: { level: severity },
  };
}

function result({ check, severity, message, hint, file, line, column }: LintFinding, ruleIndex: number | undefined) {
  return {
    ruleId: check,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: severity,
    message: { text: hint === undefined ? message : `${message} ${hint}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriReference(file) },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  };
}

/** A path as a URI reference (RFC 3986): a first segment with a colon would read as a scheme. */
function uriReference(path: string): string {
  const encoded = encodeURI(path.replaceAll('\\', '/').replace(/\p{Cs}/gu, '\ufffd'))
    .replaceAll('?', '%3F')
    .replaceAll('#', '%23');
  return /^[^/]*:/.test(encoded) ? `./${encoded}` : encoded;
}
