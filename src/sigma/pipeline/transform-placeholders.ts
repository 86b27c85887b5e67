import { placeholdersOf } from '../detection-item.ts';
import { type Draft, REGEX_PLACEHOLDER } from '../modifiers.ts';
import { type DraftPart, joinParts, parsePattern } from '../pattern.ts';
import { ANY_RUN } from '../rule.ts';
import type { Params } from './params.ts';
import type { Transform, ValueContext } from './pipeline.ts';
import { PipelineFault } from './pipeline-fault.ts';
import type { TransformBuilder } from './transform-fields.ts';

/** Transformations of `%name%` behind `|expand`. Source: pySigma 2.0.1, sigma.processing.transformations.placeholder. */
export const PLACEHOLDER_TRANSFORMS: readonly (readonly [string, TransformBuilder])[] = [
  ['wildcard_placeholders', (params) => replacePlaceholders(params, () => [{ parts: [ANY_RUN], regex: '.*' }])],
  ['value_placeholders', (params) => replacePlaceholders(params, valuesOf)],
];

/** What stands in place of a placeholder, in text and in a regular expression. */
interface Replacement {
  readonly parts: readonly DraftPart[];
  readonly regex: string;
}

type Replacer = (name: string, context: ValueContext) => readonly Replacement[];

function valuesOf(name: string, { run }: ValueContext): Replacement[] {
  const values = run.vars.get(name);
  if (values === undefined) {
    throw new PipelineFault(`there is no variable "${name}" for the placeholder %${name}%`, 'Add it under "vars:".');
  }
  return values.map(({ text }) => ({ parts: parsePattern(text), regex: text }));
}

function replacePlaceholders(params: Params, replacer: Replacer): Transform {
  const include = params.optionalTexts('include');
  const exclude = params.optionalTexts('exclude');
  if (include !== undefined && exclude !== undefined) params.fail('takes "include" or "exclude", not both', 'exclude');
  const replacementsOf = (name: string, context: ValueContext): readonly Replacement[] | undefined =>
    (include?.includes(name) ?? !exclude?.includes(name)) ? replacer(name, context) : undefined;
  return {
    on: 'value',
    apply(draft, context) {
      const fill = (name: string): readonly Replacement[] | undefined => replacementsOf(name, context);
      if (!placeholdersOf(draft).some((name) => fill(name) !== undefined)) return undefined;
      if (draft.kind === 'text') return fillText(draft, fill);
      return draft.kind === 'regex' ? fillRegex(draft, fill) : undefined;
    },
  };
}

type Fill = (name: string) => readonly Replacement[] | undefined;

function fillText(draft: Extract<Draft, { kind: 'text' }>, fill: Fill): Draft[] {
  const choices = draft.parts.map((part): (readonly DraftPart[])[] => {
    const replacements = typeof part === 'object' ? fill(part.placeholder) : undefined;
    return replacements?.map(({ parts }) => parts) ?? [[part]];
  });
  return combinations(choices).map((pieces) => ({ ...draft, parts: joinParts(pieces.flat()) }));
}

function fillRegex({ placeholders = [], ...draft }: Extract<Draft, { kind: 'regex' }>, fill: Fill): Draft[] {
  const choices = draft.source.split(REGEX_PLACEHOLDER).map((piece, index) => {
    if (index % 2 === 0) return [piece];
    const replacements = placeholders.includes(piece) ? fill(piece) : undefined;
    return replacements?.map(({ regex }) => regex) ?? [`%${piece}%`];
  });
  const left = placeholders.filter((name) => fill(name) === undefined);
  const rest = left.length === 0 ? {} : { placeholders: left };
  return combinations(choices).map((pieces) => ({ ...draft, source: pieces.join(''), ...rest }));
}

// As in modifiers: no honest rule comes near it.
const MAX_ALTERNATIVES = 20_000;

/** All ways to take one of each choice, in order. */
function combinations<One>(choices: readonly (readonly One[])[]): One[][] {
  let all: One[][] = [[]];
  for (const choice of choices) {
    if (all.length * choice.length > MAX_ALTERNATIVES) {
      throw new PipelineFault(`a value would become more than ${MAX_ALTERNATIVES} patterns`);
    }
    all = all.flatMap((taken) => choice.map((one) => [...taken, one]));
  }
  return all;
}
