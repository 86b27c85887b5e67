import type { EventRef, Msg, MsgValue } from '../model/index.ts';
import { type CaseView, placeText, plain } from './case-view.ts';
import { evidenceWords } from './evidence-words.ts';
import { tacticWords } from './tactic-words.ts';

/** A CaseFile for people: hosts under their short names, one name for one host, times without seconds in sentences. */
export interface ReadableView extends CaseView {
  /** without seconds: `2026-03-03 02:31 UTC` */
  minute(timeMs: number | null): string;
  /** id of the entity that a log calls so; for others an id made of the name. Empty for an empty name */
  hostId(logged: string): string;
  accountId(logged: string): string;
  /** the name shown for what a log calls so */
  hostName(logged: string): string;
  accountName(logged: string): string;
  /** the folder that all inputs lie in, with a `/` at its end; empty when they have none in common */
  readonly folder: string;
  /** a source without that folder */
  file(source: string): string;
  /** where a record lies, its file without that folder */
  place(ref: EventRef): string;
}

// Arguments of messages that name one host or account, or several joined with a comma.
const NAMES: ReadonlySet<string> = new Set([
  ...['host', 'hosts', 'from', 'to', 'target', 'clock', 'against', 'blind', 'account'],
]);

const WORDS: ReadonlyMap<string, (word: string) => string> = new Map([
  ['tactics', tacticWords],
  ['stages', tacticWords],
  ['evidence', evidenceWords],
]);

/** Makes a view that people read. Where two hosts share a first label, their names stay whole. */
export function readableView(view: CaseView): ReadableView {
  const { head, zone } = view;
  const ids = new Map<string, string>();
  for (const { id, kind, name, aliases } of head.entities ?? [])
    for (const one of [name, ...aliases, id.slice(id.indexOf(':') + 1)]) ids.set(`${kind}:${one.toLowerCase()}`, id);
  const shortName = shortNames(view);
  // Names of what is no entity of an incident, as the log wrote them first.
  const heard = new Map<string, string>();
  const idOf = (kind: string, logged: string): string => {
    const key = `${kind}:${logged.toLowerCase()}`;
    if (logged === '') return '';
    if (!ids.has(key) && !heard.has(key)) heard.set(key, plain(logged));
    return ids.get(key) ?? key;
  };
  const hostId = (logged: string): string => {
    const short = idOf('host', shortName(logged));
    return ids.has(short) ? short : idOf('host', logged);
  };
  const nameOf = (id: string): string => shortName(heard.get(id) ?? view.nameOf(id));
  const shownName = (kind: string, id: string, logged: string): string =>
    ids.has(`${kind}:${logged.toLowerCase()}`) ? nameOf(id) : shortName(plain(logged));
  const hostName = (logged: string): string =>
    logged === '' ? 'a machine that the log does not name' : shownName('host', hostId(logged), logged);
  const accountName = (logged: string): string => shownName('account', idOf('account', logged), logged);
  const minute = (timeMs: number | null): string => {
    const text = view.time(timeMs).replace(/(\d\d:\d\d):\d\d/, '$1');
    return zone === 'UTC' ? text.replace(' +00:00', ' UTC') : text;
  };
  const shown = (name: string, value: MsgValue): MsgValue => {
    if (typeof value === 'number') return value;
    if (typeof value === 'string') {
      const wordFor = WORDS.get(name);
      if (wordFor !== undefined) return value.split(', ').map(wordFor).join(', ');
      if (!NAMES.has(name)) return value;
      const nameFor = name === 'account' ? accountName : hostName;
      return value.split(', ').map(nameFor).join(', ');
    }
    if ('timeMs' in value) return minute(value.timeMs);
    return 'entity' in value ? nameOf(value.entity) : value.entities.map(nameOf).join(', ');
  };
  const text = ({ key, args }: Msg): string =>
    view.text({
      key,
      args: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, shown(name, value)])),
    });
  const accountId = (logged: string): string => idOf('account', logged);
  const folder = commonFolder(head.sources.map(({ source }) => source));
  const file = (source: string): string => (source.startsWith(folder) ? source.slice(folder.length) : source);
  const place = (ref: EventRef): string => placeText({ ...ref, source: file(ref.source) });
  return { ...view, folder, file, place, nameOf, text, minute, hostId, accountId, hostName, accountName };
}

/** The folders that all paths begin with, with a `/` at their end. */
function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/').slice(0, -1));
  const differs = first.findIndex((folder, depth) => others.some((other) => other[depth] !== folder));
  const common = differs < 0 ? first : first.slice(0, differs);
  return common.map((folder) => `${folder}/`).join('');
}

// A numeric address has no short name.
const ADDRESS = /^[\d.]+$|:/;

/** First labels of host names, where all hosts with that label are one. */
function shortNames({ head }: CaseView): (name: string) => string {
  const wholes = new Map<string, Set<string>>();
  const named = [
    ...(head.entities ?? []).filter(({ kind }) => kind === 'host').flatMap(({ name, aliases }) => [name, ...aliases]),
    ...head.sources.flatMap(({ hosts }) => hosts),
  ];
  for (const name of named) {
    const whole = name.toLowerCase();
    const label = whole.split('.')[0]!;
    if (whole === label || ADDRESS.test(whole)) continue;
    wholes.set(label, (wholes.get(label) ?? new Set()).add(whole));
  }
  return (name) => {
    const label = name.split('.')[0]!;
    const known = wholes.get(label.toLowerCase());
    return known?.size === 1 && known.has(name.toLowerCase()) ? label : name;
  };
}
