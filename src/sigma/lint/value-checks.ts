import { foldCase } from '../fold-case.ts';
import { effortOf } from '../regex.ts';
import { parseRegex, RegexError } from '../regex-syntax.ts';
import type { YamlScalar } from '../yaml.ts';
import { type LintCheck, type LintFault, type LintOptions, SOURCES } from './check.ts';
import { type DetectionItem, type LintDocument, textsOf } from './document.ts';

const PLACES = ['contains', 'startswith', 'endswith'];
const ENCODINGS = ['base64', 'base64offset'];
const WIDE = ['wide', 'utf16', 'utf16le', 'utf16be'];
const GENERAL = `${SOURCES.rules}, "String Wildcard"`;

/** Checks of fields, modifiers and values. */
export const VALUE_CHECKS: readonly LintCheck[] = [
  valueCheck('value-repeated', 'warning', 'No value occurs twice in a list.', SOURCES.landfall, function* (item) {
    const seen = new Set<string>();
    for (const node of item.values) {
      if (node.kind !== 'scalar') continue;
      const text = isCased(item) ? node.text : foldCase(node.text);
      if (seen.has(text)) yield { offset: node.offset, message: 'This value was listed before.' };
      seen.add(text);
    }
  }),
  valueCheck(
    'value-covered',
    'note',
    'No value of a list finds only what another one finds.',
    SOURCES.landfall,
    covered,
  ),
  valueCheck('all-single', 'warning', '"all" is for several values.', `${SOURCES.modifiers}, "all"`, function* (item) {
    if (!item.modifiers.includes('all') || item.values.length > 1) return;
    yield { offset: item.offset, message: '"all" has only one value to join.', hint: 'Remove "all".' };
  }),
  valueCheck(
    'all-without-place',
    'warning',
    '"all" goes with contains, startswith, endswith or re: no field has two whole values.',
    `${SOURCES.modifiers}, "all"`,
    function* (item) {
      if (!item.modifiers.includes('all') || item.field === '' || item.values.length < 2) return;
      if (item.modifiers.some((name) => name !== 'all' && name !== 'cased')) return;
      if (item.values.some((node) => node.kind === 'scalar' && /[*?]/.test(node.text))) return;
      yield {
        offset: item.offset,
        message: 'The field would have to be several values at once.',
        hint: 'Write |contains|all.',
      };
    },
  ),
  valueCheck(
    'list-of-one',
    'note',
    'A single value stands on the line of its key.',
    `${SOURCES.sigmaHq}, "Item Lists"`,
    function* (item) {
      if (!item.isList || item.values.length !== 1 || item.field === '') return;
      yield { offset: item.values[0]!.offset, message: 'This list has one value.' };
    },
  ),
  textCheck(
    'wildcard-for-modifier',
    'warning',
    'Wildcards at the ends of a value are written as contains, startswith or endswith.',
    GENERAL,
    (text, item) => {
      const meant = item.modifiers.length === 0 || item.modifiers.join() === 'all' ? modifierMeant(text) : undefined;
      if (
        meant === undefined ||
        item.field === '' ||
        textsOf(item).some((other) => modifierMeant(other.text) !== meant)
      )
        return undefined;
      return {
        message: `"*" at the ends means ${meant}.`,
        hint: `Write ${item.field}|${[meant, ...item.modifiers].join('|')}.`,
      };
    },
  ),
  textCheck(
    'wildcard-redundant',
    'warning',
    'A value has no "*" where its modifier leaves the end open.',
    GENERAL,
    (text, { modifiers }) => {
      const opensStart = modifiers.includes('contains') || modifiers.includes('endswith');
      const opensEnd = modifiers.includes('contains') || modifiers.includes('startswith');
      const isRedundant = (opensStart && text.startsWith('*')) || (opensEnd && endsWithWildcard(text));
      return isRedundant && !modifiers.includes('re')
        ? { message: 'The "*" at the end changes nothing.', hint: 'Remove it.' }
        : undefined;
    },
  ),
  textCheck(
    'wildcard-double',
    'warning',
    'One "*" stands for any run of characters.',
    GENERAL,
    (text, { modifiers }) =>
      /(?<!\\)\*\*/.test(text) && !modifiers.includes('re')
        ? { message: 'Two "*" are the same as one.', hint: 'Write one.' }
        : undefined,
  ),
  textCheck(
    'wildcard-alone',
    'note',
    'That a field is there is asked with |exists.',
    `${SOURCES.rules}, "Field Existence"`,
    (text, { field, modifiers }) =>
      text === '*' && field !== '' && modifiers.length === 0
        ? { message: 'Any value fits "*".', hint: `Write ${field}|exists: true, if an empty value may fit too.` }
        : undefined,
  ),
  textCheck(
    'wildcard-in-path',
    'warning',
    'A wildcard behind a backslash needs two: "\\\\*".',
    `${SOURCES.rules}, "Escaping"`,
    (text, { modifiers }) =>
      /(?<![\\*])\\\*\\/.test(text) && !modifiers.includes('re')
        ? {
            message: '"\\*" is a plain asterisk, which no path has.',
            hint: 'Write "\\\\*" for a backslash and anything.',
          }
        : undefined,
  ),
  textCheck(
    'value-empty',
    'warning',
    'A value that is looked for is not empty.',
    SOURCES.landfall,
    (text, { modifiers }) =>
      text === '' && modifiers.some((name) => PLACES.includes(name))
        ? { message: 'Every value contains an empty text.' }
        : undefined,
  ),
  textCheck('control-character', 'warning', 'Values hold no control characters.', SOURCES.landfall, (text) =>
    /\p{Cc}/u.test(text)
      ? {
          message: 'The value holds a control character.',
          hint: 'Double quotes read "\\t" and "\\n"; write single quotes.',
        }
      : undefined,
  ),
  textCheck(
    'invisible-character',
    'warning',
    'Values hold no characters that cannot be seen.',
    SOURCES.landfall,
    (text) =>
      /[\p{Cf}\p{Zl}\p{Zp}\u00a0]/u.test(text)
        ? { message: 'The value holds an invisible character or a no-break space.' }
        : undefined,
  ),
  valueCheck('modifier-repeated', 'warning', 'No modifier is given twice.', SOURCES.modifiers, function* (item) {
    const repeated = item.modifiers.find((name, index) => item.modifiers.indexOf(name) !== index);
    if (repeated !== undefined) yield { offset: item.offset, message: `"${repeated}" is given twice.` };
  }),
  valueCheck(
    'modifier-places',
    'warning',
    'Only one of contains, startswith and endswith is given.',
    SOURCES.modifiers,
    function* (item) {
      const places = PLACES.filter((name) => item.modifiers.includes(name));
      if (places.length > 1)
        yield { offset: item.offset, message: `${places.join(' and ')} are both given.`, hint: 'Keep one.' };
    },
  ),
  valueCheck(
    'modifier-long-name',
    'note',
    'Modifiers of re are written i, m and s.',
    `${SOURCES.modifiers}, "re"`,
    function* (item) {
      for (const name of item.modifiers) {
        if (!['ignorecase', 'multiline', 'dotall'].includes(name)) continue;
        const short = { ignorecase: 'i', multiline: 'm', dotall: 's' }[name as 'dotall'];
        yield { offset: item.offset, message: `"${name}" is pySigma's name.`, hint: `Write |re|${short}.` };
      }
    },
  ),
  valueCheck(
    'wide-alone',
    'warning',
    'wide and its like stand before base64 or base64offset.',
    `${SOURCES.modifiers}, "wide"`,
    function* (item) {
      const at = item.modifiers.findIndex((name) => WIDE.includes(name));
      if (at === -1 || item.modifiers.slice(at).some((name) => ENCODINGS.includes(name))) return;
      yield {
        offset: item.offset,
        message: `"${item.modifiers[at]}" is not followed by an encoding.`,
        hint: 'Add |base64offset|contains.',
      };
    },
  ),
  valueCheck(
    'base64offset-alone',
    'warning',
    'base64offset is followed by contains.',
    `${SOURCES.modifiers}, "base64offset"`,
    function* (item) {
      if (!item.modifiers.includes('base64offset') || item.modifiers.includes('contains')) return;
      yield { offset: item.offset, message: 'Text inside Base64 never is the whole value.', hint: 'Add |contains.' };
    },
  ),
  textCheck(
    'windash-without-dash',
    'warning',
    'windash is for values with a dash.',
    `${SOURCES.modifiers}, "windash"`,
    (_, item) => {
      const isVain =
        item.modifiers.includes('windash') && !textsOf(item).some(({ text }) => /[-/\u2013\u2014\u2015]/.test(text));
      return isVain ? { message: 'No value has a dash to vary.', hint: 'Remove windash.' } : undefined;
    },
  ),
  textCheck(
    're-with-place',
    'warning',
    're needs no contains: an expression is found anywhere.',
    `${SOURCES.modifiers}, "re"`,
    (_, { modifiers }) =>
      modifiers.includes('re') && modifiers.some((name) => PLACES.includes(name))
        ? { message: 're is combined with a place.', hint: 'Use ^ and $ in the expression.' }
        : undefined,
  ),
  textCheck(
    're-plain',
    'warning',
    're is for what wildcards cannot say.',
    SOURCES.landfall,
    (text, { modifiers, field }) =>
      modifiers.includes('re') && !/[\\^$.|?*+()[\]{}]/.test(text)
        ? { message: 'This expression is plain text.', hint: `Write ${field}|contains, which also ignores case.` }
        : undefined,
  ),
  textCheck(
    're-open-ends',
    'note',
    'An expression needs no ".*" at its ends: it is found anywhere.',
    `${SOURCES.modifiers}, "re"`,
    (text, { modifiers }) =>
      modifiers.includes('re') && (/^\.\*(?!\?)/.test(text) || /(?<!\\)\.\*$/.test(text))
        ? { message: 'The ".*" at the end only costs time.', hint: 'Remove it.' }
        : undefined,
  ),
  textCheck('re-slow', 'note', 'An expression can be searched in one pass.', SOURCES.landfall, slowExpression),
  textCheck(
    'expand-without-placeholder',
    'warning',
    'expand is for values with a %placeholder%.',
    `${SOURCES.rules}, "Placeholders"`,
    (text, { modifiers }) =>
      modifiers.includes('expand') && !/%[^%\\]+%/.test(text)
        ? { message: 'This value has no placeholder.' }
        : undefined,
  ),
  textCheck(
    'placeholder-without-expand',
    'warning',
    'Placeholders are replaced only with the modifier expand.',
    `${SOURCES.rules}, "Standard Placeholders"`,
    (text, { modifiers, field }) =>
      /%(?:Administrators|JumpServers|Workstations|Servers|DomainControllers)%/.test(text) &&
      !modifiers.includes('expand')
        ? { message: 'This placeholder is read as plain text.', hint: `Write ${field}|expand.` }
        : undefined,
  ),
  textCheck(
    'cidr-without-modifier',
    'warning',
    'Networks are compared with the modifier cidr.',
    `${SOURCES.modifiers}, "cidr"`,
    (text, { modifiers, field }) =>
      /^(?:\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/.test(text) && modifiers.length === 0 && field !== ''
        ? { message: 'This network is compared as text.', hint: `Write ${field}|cidr.` }
        : undefined,
  ),
  textCheck(
    'number-quoted',
    'note',
    'Event ids are written without quotes.',
    `${SOURCES.rules}, "Yaml File"`,
    (text, { field, modifiers }) =>
      field === 'EventID' && modifiers.length === 0 && /^\d+$/.test(text)
        ? { message: 'This number is in quotes.' }
        : undefined,
  ),
  textCheck(
    'quote-style',
    'note',
    'Text is in single quotes where it needs some.',
    `${SOURCES.rules}, "Yaml File"`,
    (_, __, node, { source }) =>
      source[node.offset] === '"' && !node.text.includes("'") && !quotedText(node, source).includes('\\')
        ? { message: 'This text is in double quotes.' }
        : undefined,
  ),
  valueCheck(
    'field-space',
    'warning',
    'Names of fields are written without spaces.',
    `${SOURCES.rules}, "Field Usage"`,
    function* (item) {
      if (/\s/.test(item.field))
        yield {
          offset: item.offset,
          message: `"${item.field}" has a space.`,
          hint: `Write "${item.field.replace(/\s+/g, '')}".`,
        };
    },
  ),
];

type Found = Omit<LintFault, 'offset'> | undefined;

function valueCheck(
  id: string,
  severity: LintCheck['severity'],
  says: string,
  source: string,
  findIn: (item: DetectionItem, document: LintDocument, options: LintOptions) => Iterable<LintFault>,
): LintCheck {
  return {
    ...{ id, severity, says, source, kinds: ['rule', 'filter'] },
    *find(document, options) {
      for (const item of document.items) yield* findIn(item, document, options);
    },
  };
}

/** Looks at each text value; says the same only once for a list. */
function textCheck(
  id: string,
  severity: LintCheck['severity'],
  says: string,
  source: string,
  wrong: (text: string, item: DetectionItem, node: YamlScalar, document: LintDocument) => Found,
): LintCheck {
  return valueCheck(id, severity, says, source, function* (item, document) {
    for (const node of textsOf(item)) {
      const found = wrong(node.text, item, node, document);
      if (found === undefined) continue;
      yield { offset: node.offset, ...found };
      return;
    }
  });
}

function isCased({ modifiers }: DetectionItem): boolean {
  return modifiers.some((name) => ['cased', 're', ...ENCODINGS].includes(name));
}

function modifierMeant(text: string): string | undefined {
  const opensStart = text.startsWith('*');
  const opensEnd = text.length > 1 && endsWithWildcard(text);
  const inner = text.slice(opensStart ? 1 : 0, opensEnd ? -1 : undefined);
  // A backslash at the end would become an escape of what follows it.
  if (inner === '' || /[*?]/.test(inner) || (!opensStart && !opensEnd)) return undefined;
  return opensStart ? (opensEnd ? 'contains' : 'endswith') : 'startswith';
}

/** A `*` at the end that no backslash makes plain. */
function endsWithWildcard(text: string): boolean {
  if (!text.endsWith('*')) return false;
  let start = text.length - 1;
  while (text[start - 1] === '\\') start--;
  return (text.length - 1 - start) % 2 === 0;
}

// Comparing each value with each takes the square of their number.
const MAX_COMPARED = 400;
const MAX_COMPARED_CHARACTERS = 65_536;

function* covered(item: DetectionItem): Iterable<LintFault> {
  const place = PLACES.find((name) => item.modifiers.includes(name));
  const isPlain = item.modifiers.every((name) => PLACES.includes(name));
  const nodes = textsOf(item);
  if (place === undefined || !isPlain || nodes.length > MAX_COMPARED || nodes.some(({ text }) => /[*?]/.test(text)))
    return;
  const texts = nodes.map(({ text }) => foldCase(text));
  if (texts.reduce((sum, text) => sum + text.length, 0) > MAX_COMPARED_CHARACTERS) return;
  for (const [index, text] of texts.entries()) {
    const by = texts.find((other) => other !== text && other !== '' && findsAll(place, other, text));
    if (by === undefined) continue;
    const shown = nodes[texts.indexOf(by)]!.text;
    yield {
      offset: nodes[index]!.offset,
      message: `Whatever fits this value fits '${shown}' too.`,
      hint: 'Remove it.',
    };
  }
}

function findsAll(place: string, other: string, text: string): boolean {
  if (place === 'contains') return text.includes(other);
  return place === 'startswith' ? text.startsWith(other) : text.endsWith(other);
}

function slowExpression(text: string, { modifiers }: DetectionItem): Found {
  if (!modifiers.includes('re')) return undefined;
  try {
    const { paths, degree } = effortOf(parseRegex(text, '').root);
    if (paths !== Number.POSITIVE_INFINITY && degree < 3) return undefined;
    const how = paths === Number.POSITIVE_INFINITY ? 'repeats what itself repeats' : `has ${degree} open repetitions`;
    return {
      message: `This expression ${how}; it runs on the slower engine for long values.`,
      hint: 'Bound the repetitions.',
    };
  } catch (error) {
    // The parser reports it.
    if (error instanceof RegexError) return undefined;
    throw error;
  }
}

function quotedText({ offset }: YamlScalar, source: string): string {
  return source.slice(offset + 1, source.indexOf('"', offset + 1));
}
