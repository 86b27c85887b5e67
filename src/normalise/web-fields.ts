import type { DerivedField, FieldValue, TextRuns } from '../model/index.ts';

/** Parts of one field, whole or cut out of it. */
const PARTS: TextRuns = { seams: '', constants: [] };

/** Path and query with a question mark between. */
const JOINED: TextRuns = { seams: '?', constants: [] };

type Values = readonly (FieldValue | undefined)[];

/** Text of the request's path behind its last dot, for `c-uri-extension`. */
export function extensionField(stem: string): DerivedField {
  return {
    from: [stem],
    runs: PARTS,
    derive: ([uri]: Values) =>
      typeof uri === 'string' ? /\.([A-Za-z0-9]{1,10})$/.exec(uri.split(/[?#]/, 1)[0]!)?.[1] : undefined,
  };
}

/**
 * What rules call `cs-uri-query`. Some mean what follows the question mark, as IIS does; most of them the whole request:
 * both, where there is a question mark, else the request.
 */
export function queryField(stem: string, query: string): DerivedField {
  return {
    from: [stem, query],
    runs: JOINED,
    derive: ([path, search]: Values) => {
      if (typeof search !== 'string') return path;
      return typeof path === 'string' ? [search, joined(path, search)] : search;
    },
  };
}

/** The whole request, `/path?query`. */
export function requestField(stem: string, query: string): DerivedField {
  return {
    from: [stem, query],
    runs: JOINED,
    derive: ([path, search]: Values) =>
      typeof path === 'string' && typeof search === 'string' ? joined(path, search) : path,
  };
}

// Some proxies write the question mark with the query.
function joined(path: string, query: string): string {
  return query.startsWith('?') ? path + query : `${path}?${query}`;
}

/** Text in which IIS wrote a plus sign for each blank: both, as a plus sign may have been one. */
export function blanksField(field: string): DerivedField {
  return {
    from: [field],
    runs: { seams: '+ ', constants: [] },
    derive: ([value]: Values) =>
      typeof value === 'string' && value.includes('+') ? [value.replaceAll('+', ' '), value] : value,
  };
}

/**
 * What rules call the parts of a request, from one field that holds path and query. Of `c-uri` and `cs-uri`, rules mean the
 * path or, as proxies log it, the whole with scheme and host: both.
 */
export function requestParts(uri: string, host: string): readonly (readonly [string, DerivedField])[] {
  const query: DerivedField = {
    from: [uri],
    runs: PARTS,
    derive: ([value]: Values) => (typeof value === 'string' ? queryOf(value) : value),
  };
  const whole: DerivedField = {
    from: [uri, host],
    // The path starts with a slash; what stands between two slashes is of the path or of the name.
    runs: { seams: '/', constants: ['http:'] },
    derive: ([path, name]: Values) =>
      typeof path === 'string' && typeof name === 'string' && path.startsWith('/')
        ? [path, `http://${name}${path}`]
        : path,
  };
  const stem: DerivedField = {
    from: [uri],
    runs: PARTS,
    derive: ([value]: Values) => (typeof value === 'string' ? value.split('?', 1)[0]! : value),
  };
  return [
    ['cs-uri-stem', stem],
    ['cs-uri-query', query],
    ['c-uri-query', query],
    ['c-uri-extension', extensionField(uri)],
    ['c-uri', whole],
    ['cs-uri', whole],
  ];
}

function queryOf(uri: string): FieldValue {
  const mark = uri.indexOf('?');
  return mark < 0 ? uri : [uri.slice(mark + 1), uri];
}
