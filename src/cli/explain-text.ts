import type { FieldValue } from '../model/index.ts';
import { safeText, timeTextIn } from '../report/index.ts';
import type { ExplainedNode, SigmaRule } from '../sigma/index.ts';
import type { ExplainedEvent, FoundEvent } from './explain-event.ts';

interface Shown {
  readonly color: boolean;
  /** show every value of long lists */
  readonly verbose: boolean;
}

/** An explanation for a person. Outcomes are words with a symbol; colour only repeats them. All text is made inert. */
export function explanationText(
  { rule, event, logsource, explanation }: ExplainedEvent & { readonly rule: SigmaRule; readonly event: FoundEvent },
  shown: Shown,
): string {
  const { isMatch, because, tree } = explanation;
  const verdict = isMatch ? 'The rule matches this event.' : 'The rule does not match this event.';
  return [
    `${mark(isMatch, shown)} ${verdict}`,
    '',
    `  rule       ${safeText(rule.title)} (${rule.level}), ${safeText(rule.origin.file)}:${rule.origin.line}`,
    `  event      ${eventText(event)}`,
    `  logsource  ${logsourceText(logsource)}`,
    '',
    'Because:',
    ...because.map((sentence) => `  - ${safeText(sentence)}`),
    '',
    logsource.isTried ? 'Condition:' : 'Condition, on the fields as the log names them:',
    ...treeLines(tree, 1, shown),
    '',
  ].join('\n');
}

function mark(isTrue: boolean, { color }: Shown): string {
  const text = isTrue ? '✓ yes' : '✗ no ';
  return color ? `\u001b[${isTrue ? '32' : '31'}m${text}\u001b[0m` : text;
}

function eventText({ ref, timeMs, host }: FoundEvent): string {
  const parts = [
    `${ref.source}${ref.record === undefined ? '' : `, record ${ref.record}`}`,
    ...(timeMs === undefined ? [] : [timeTextIn('UTC')(timeMs)]),
    ...(host === '' ? [] : [host]),
  ];
  return safeText(parts.join(', '));
}

function logsourceText({ wanted, view, offered, isTried }: ExplainedEvent['logsource']): string {
  if (view !== null) return safeText(`${wanted}: fits, the event is read as ${view}`);
  if (isTried) return safeText(`${wanted}: not asked, as the event has no Channel`);
  return safeText(`${wanted}: does not fit, the event is ${offered.join(' or ') || 'of no known logsource'}`);
}

// What fits on a screen beside the rest; --verbose shows all.
const SHOWN_PARTS = 6;

function treeLines(node: ExplainedNode, depth: number, shown: Shown): string[] {
  const indent = '  '.repeat(depth);
  const name = node.identifier === undefined ? '' : `${safeText(node.identifier)}: `;
  const head = `${indent}${mark(node.isTrue, shown)} ${name}`;
  if (node.kind === 'test') return testLines(node, head, indent);
  if (node.kind === 'not') return [`${head}not`, ...treeLines(node.part, depth + 1, shown)];
  const { parts, hidden } = shownParts(node.parts, shown);
  const more = hidden === 0 ? [] : [`${indent}  … and ${hidden} more that do not hold (--verbose shows them)`];
  const lines = parts.flatMap((part, index) => partLines(part, parts[index + 1], depth + 1, shown));
  return [`${head}${node.kind} of`, ...lines, ...more];
}

/** Several tests of one field show its value once, behind the last. */
function partLines(part: ExplainedNode, next: ExplainedNode | undefined, depth: number, shown: Shown): string[] {
  const lines = treeLines(part, depth, shown);
  const isRepeated = part.kind === 'test' && next?.kind === 'test' && part.field === next.field && !part.remark;
  return isRepeated ? lines.slice(0, 1) : lines;
}

function shownParts(parts: readonly ExplainedNode[], { verbose }: Shown) {
  const failing = parts.filter(({ isTrue }) => !isTrue);
  if (verbose || parts.length <= SHOWN_PARTS || failing.length <= SHOWN_PARTS) return { parts, hidden: 0 };
  const kept = new Set(failing.slice(0, SHOWN_PARTS - 1));
  return { parts: parts.filter((part) => part.isTrue || kept.has(part)), hidden: failing.length - kept.size };
}

function testLines(test: Extract<ExplainedNode, { kind: 'test' }>, head: string, indent: string): string[] {
  const { field, expected, value, remark } = test;
  const claim = `${field === '' ? 'any value' : field} ${expected.positive} ${expected.object}`.trimEnd();
  if (field === '') return [`${head}${safeText(claim)}`];
  const nearly = remark === undefined ? '' : ` (${safeText(remark)})`;
  return [`${head}${safeText(claim)}`, `${indent}       the event has ${safeText(held(value))}${nearly}`];
}

// A value can have a megabyte.
const SHOWN_CHARACTERS = 500;

function held(value: FieldValue | undefined): string {
  if (value === undefined) return 'no such field';
  if (value === null) return 'the field without a value';
  if (typeof value === 'object') return value.map(held).join(', ');
  const text = String(value);
  const cut = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return typeof value === 'string' ? `'${cut}'` : cut;
}
