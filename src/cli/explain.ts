import { existsSync, statSync } from 'node:fs';
import { UsageError } from '../model/index.ts';
import { jsonText } from '../report/index.ts';
import { assembleRules, type CorrelationRule, parsePlaceholders, parseRules, type SigmaRule } from '../sigma/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { explainEvent, type FoundEvent, findEvent } from './explain-event.ts';
import { explainItem } from './explain-item.ts';
import { explanationText } from './explain-text.ts';
import { readRuleFiles, readTextFile } from './rule-files.ts';
import { print, type Terminal, wantsColor } from './terminal.ts';

/**
 * `landfall explain ID`: opens anything of a CaseFile. `landfall explain RULE EVENT`: says why a rule matches an event or
 * does not.
 * @throws UsageError when the id, the rule or the event cannot be found or read
 */
export async function explainCommand(given: Arguments, terminal: Terminal): Promise<number> {
  const [first, second] = given.operands;
  const isOfCase = first !== undefined && second === undefined && !/\.ya?ml$/i.test(first);
  if (isOfCase) return explainItem(first, given, terminal);
  if (given.has('case') || given.has('logs')) {
    throw new UsageError('OPTION_VALUE', '--case and --logs go with the id of one thing in a CaseFile.', {
      hint: FORMS,
    });
  }
  return explainRule(given, terminal);
}

const FORMS =
  'Write landfall explain ID --case case.json, or landfall explain RULE.yml FILE.evtx:NUMBER; see landfall explain --help.';

async function explainRule(given: Arguments, terminal: Terminal): Promise<number> {
  const format = choiceOption(given, 'format', ['text', 'json']);
  const [ruleName, eventName] = given.operands;
  if (ruleName === undefined || eventName === undefined || given.operands.length > 2) {
    throw new UsageError('INPUT_MISSING', 'An id, or a rule and an event, must be named.', { hint: FORMS });
  }
  const rule = findRule(ruleName, given);
  const event = await findEvent(eventName);
  const explained = explainEvent(rule, event);
  const color = wantsColor(terminal.stdout, terminal, given.has('no-color'));
  const text =
    format === 'json'
      ? `${jsonText({ event: eventHead(event), ...explained })}\n`
      : explanationText({ rule, event, ...explained }, { color, verbose: given.has('verbose') });
  await print(terminal.stdout, text);
  return 0;
}

function eventHead({ ref, timeMs, host }: FoundEvent) {
  return { ...ref, timeMs: timeMs ?? null, host };
}

function findRule(name: string, given: Arguments): SigmaRule {
  const placeholders = given.value('placeholders');
  const options =
    placeholders === undefined
      ? {}
      : { placeholders: parsePlaceholders(readTextFile(placeholders).text, placeholders) };
  const isFile = existsSync(name) && statSync(name).isFile();
  const texts = isFile ? [readTextFile(name)] : readRuleFiles(given.values('rules')).texts;
  const files = texts.map(({ file, text }) => parseRules(text, file, options));
  const isMeant = ({ id, title }: Pick<SigmaRule, 'id' | 'title'>): boolean =>
    isFile || [id, title].some((text) => text.toLowerCase() === name.toLowerCase());
  // With the filters beside them, as a hunt with these files would try them.
  const fitting = assembleRules(files).rules.filter(isMeant);
  const [rule] = fitting;
  if (rule !== undefined && fitting.length === 1) return rule;
  const [error] = isFile ? files.flatMap(({ errors }) => errors) : [];
  if (error !== undefined) throw error;
  const others = files.flatMap((file) => file.others);
  const [correlation] = others.flatMap((one) => (one.kind === 'correlation' && isMeant(one) ? [one] : []));
  if (rule === undefined && correlation !== undefined) throw correlationError(correlation);
  throw new UsageError('RULES_NONE', `"${name}" names ${fitting.length} detection rules; one can be explained.`, {
    hint: 'Name a file with one rule, or give the id of a rule and --rules DIR.',
  });
}

function correlationError({ title, rules, origin }: CorrelationRule): UsageError {
  const names = rules.map(({ reference }) => reference).join(', ');
  return new UsageError('RULES_NONE', `"${title}" is a correlation, which one event alone neither meets nor misses.`, {
    ...origin,
    hint: `Explain a rule that it refers to (${names}), or with landfall explain ID --case case.json an alert of it.`,
  });
}
