import { type LintCheck, SOURCES } from './check.ts';
import { mapAt, scalarAt, scalarsAt } from './document.ts';
import { recommended } from './metadata-checks.ts';

const RULE = ['rule'] as const;
const RULE_OR_CORRELATION = ['rule', 'correlation'] as const;

/** What the community's repository asks for beyond the specification. */
export const CONVENTION_CHECKS: readonly LintCheck[] = [
  recommended('id-missing', 'id', ['rule', 'correlation', 'filter']),
  recommended('status-missing', 'status', RULE_OR_CORRELATION),
  recommended('description-missing', 'description', ['rule', 'correlation', 'filter']),
  recommended('references-missing', 'references', RULE),
  recommended('author-missing', 'author', RULE_OR_CORRELATION),
  recommended('date-missing', 'date', RULE_OR_CORRELATION),
  recommended('tags-missing', 'tags', RULE),
  recommended('falsepositives-missing', 'falsepositives', RULE),
  recommended('level-missing', 'level', RULE_OR_CORRELATION),
  {
    ...{ id: 'title-case', severity: 'note', kinds: RULE, source: `${SOURCES.sigmaHq}, "Titles"` },
    says: 'A title is in title case.',
    *find({ map }) {
      const title = scalarAt(map, 'title');
      const word = title?.text.split(/\s+/).find((one) => /^\p{Ll}+$/u.test(one) && !SMALL_WORDS.has(one));
      if (title !== undefined && word !== undefined)
        yield { offset: title.offset, message: `"${word}" is in lower case.` };
    },
  },
  {
    ...{ id: 'title-detects', severity: 'note', kinds: RULE, source: 'SigmaHQ title convention, "Main Title"' },
    says: 'A title names what is found; it does not say that it is detected.',
    *find({ map }) {
      const title = scalarAt(map, 'title');
      if (title === undefined || !/^(?:detects?|detection of)\b/i.test(title.text)) return;
      yield { offset: title.offset, message: 'The title says that something is detected.', hint: 'Leave that out.' };
    },
  },
  {
    ...{ id: 'description-short', severity: 'note', source: `${SOURCES.sigmaHq}, "Description"` },
    says: 'A description explains what the rule finds.',
    *find({ map }) {
      const description = scalarAt(map, 'description');
      // Shorter ones are words, not explanations; pySigma draws the line there too.
      if (description === undefined || description.text.trim().length >= 16) return;
      yield { offset: description.offset, message: 'The description explains nothing.' };
    },
  },
  {
    ...{ id: 'falsepositives-word', severity: 'note', source: `${SOURCES.sigmaHq}, "False Positives"` },
    says: 'Where no false positives are known, falsepositives says Unknown or Unlikely.',
    *find({ map }) {
      for (const { text, offset } of scalarsAt(map, 'falsepositives')) {
        if (
          !/^(?:none|n\/a|pentest(?:s|ing|er)?|penetration test(?:s|ing)?|red ?team(?:s|ing)?)\.?$/i.test(text.trim())
        )
          continue;
        yield { offset, message: `"${text}" says nothing of use.`, hint: 'Write Unknown or Unlikely.' };
      }
    },
  },
  {
    ...{ id: 'reference-attack', severity: 'note', source: `${SOURCES.sigmaHq}, "References"` },
    says: 'ATT&CK is referred to by tags, not by links.',
    *find({ map }) {
      for (const { text, offset } of scalarsAt(map, 'references')) {
        if (/^https?:\/\/attack\.mitre\.org\//.test(text)) yield { offset, message: 'This link leads to ATT&CK.' };
      }
    },
  },
  {
    ...{ id: 'reference-moving', severity: 'note', source: `${SOURCES.sigmaHq}, "References"` },
    says: 'Links to code name a commit, not a branch that moves on.',
    *find({ map }) {
      for (const { text, offset } of scalarsAt(map, 'references')) {
        if (
          !/^https?:\/\/(?:www\.)?git(?:hub|lab)\.com\/[^/]+\/[^/]+\/(?:-\/)?(?:blob|tree|raw)\/(?:main|master|develop)\b/.test(
            text,
          )
        )
          continue;
        yield { offset, message: 'What this link shows will change.', hint: 'Link to a commit.' };
      }
    },
  },
  {
    ...{ id: 'reference-link', severity: 'note', source: `${SOURCES.sigmaHq}, "References"` },
    says: 'References are public links, if possible.',
    *find({ map }) {
      for (const { text, offset } of scalarsAt(map, 'references')) {
        if (!/^https?:\/\/\S+$/.test(text)) yield { offset, message: 'This reference is no link.' };
      }
    },
  },
  {
    ...{ id: 'sysmon-generic', severity: 'note', kinds: RULE, source: `${SOURCES.rules}, "LogSource"` },
    says: 'A generic logsource finds more than Sysmon with an event id.',
    *find({ map, items }) {
      if (scalarAt(mapAt(map, 'logsource'), 'service')?.text !== 'sysmon') return;
      for (const { field, values } of items) {
        const generic = values.map((node) => (node.kind === 'scalar' ? SYSMON_CATEGORIES[node.text] : undefined));
        if (field !== 'EventID' || generic[0] === undefined) continue;
        yield { offset: values[0]!.offset, message: `This is "category: ${generic[0]}".` };
      }
    },
  },
];

// Articles, conjunctions and prepositions, which title case leaves small.
const SMALL_WORDS = new Set(
  'a an and as at but by for from in into its nor of off on onto or out over per the to under up upon via vs with within without is be than that then through not'.split(
    ' ',
  ),
);

// Taxonomy appendix 2.1, "Windows Folder", where one event id means one category.
const SYSMON_CATEGORIES: Readonly<Record<string, string>> = {
  '1': 'process_creation',
  '3': 'network_connection',
  '6': 'driver_load',
  '7': 'image_load',
  '8': 'create_remote_thread',
  '10': 'process_access',
  '11': 'file_event',
  '13': 'registry_set',
  '15': 'create_stream_hash',
  '17': 'pipe_created',
  '22': 'dns_query',
};
