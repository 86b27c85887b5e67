import { readEvtx } from 'landfall/evtx';
import { compileRule, parseRules } from 'landfall/sigma';

/**
 * Shows the records of a chosen log that match a rule, without sending a byte anywhere.
 * @param file from an `<input type="file">`
 * @param ruleText a Sigma rule
 * @param list where the records go, as text: never as HTML, because an attacker writes log text
 */
export async function showMatches(file: File, ruleText: string, list: HTMLElement): Promise<void> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { rules, errors } = parseRules(ruleText, 'rule');
  for (const { message } of errors) append(list, message);
  const matchers = rules.map((rule) => compileRule(rule));
  const source = { sizeBytes: bytes.length, read: (at: number, length: number) => bytes.subarray(at, at + length) };
  for (const item of readEvtx(source)) {
    if (item.kind === 'record' && matchers.some((matcher) => matcher.matches(item))) append(list, item.toJson());
  }
}

function append(list: HTMLElement, text: string): void {
  const item = document.createElement('li');
  item.textContent = text;
  list.append(item);
}
