/** Where a name stands in a list; where it stands several times, all places. */
export type Places = ReadonlyMap<string, number | readonly number[]>;

// Some hundred kinds of lines of some dozen names each weigh some ten thousand; a forged log is forgotten again and again.
const MAX_WEIGHT = 200_000;

/**
 * The names of records that have the same ones in the same order, known again while the next line is read: a line of a
 * firewall is like one before it. Bounded, whatever the lines are.
 */
export class NameLists {
  #empty = new NameList(undefined, '');
  #weight = 0;

  /** The list without names, with which every record starts. */
  empty(): NameList {
    if (this.#weight > MAX_WEIGHT) {
      this.#empty = new NameList(undefined, '');
      this.#weight = 0;
    }
    return this.#empty;
  }

  /** The list with one name more. */
  extend(list: NameList, name: string): NameList {
    let longer = list.longer?.get(name);
    if (longer === undefined) {
      this.#weight++;
      longer = new NameList(list, name);
      list.longer ??= new Map();
      list.longer.set(name, longer);
    }
    list.latest = longer;
    return longer;
  }

  placesIn(list: NameList): Places {
    if (list.places === undefined) {
      list.places = placesOf(list);
      this.#weight += list.places.size;
    }
    return list.places;
  }
}

/** Names in their order, as the last of them and the list of those before. */
export class NameList {
  readonly shorter: NameList | undefined;
  readonly name: string;
  longer: Map<string, NameList> | undefined;
  /** the one that was extended to last */
  latest: NameList | undefined;
  places: Places | undefined;
  #codes: Uint8Array | undefined;

  constructor(shorter: NameList | undefined, name: string) {
    this.shorter = shorter;
    this.name = name;
  }

  /** The name's characters, for comparing it with bytes; what is not ASCII is like no byte of a name. */
  get codes(): Uint8Array {
    this.#codes ??= Uint8Array.from(this.name, (character) => Math.min(character.charCodeAt(0), 0xff));
    return this.#codes;
  }
}

function placesOf(list: NameList): Places {
  const names: string[] = [];
  for (let at = list; at.shorter !== undefined; at = at.shorter) names.push(at.name);
  const places = new Map<string, number | number[]>();
  names.reverse().forEach((name, place) => {
    const known = places.get(name);
    if (known === undefined) places.set(name, place);
    else if (typeof known === 'number') places.set(name, [known, place]);
    else known.push(place);
  });
  return places;
}

/** Of all lines of a process: each is like one before it, whatever file it is in. */
export const knownNames = new NameLists();
