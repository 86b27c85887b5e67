import type { LogonKind, Session } from '../model/index.ts';
import { FirstRefs, type FirstRefsPart, NO_REF } from './first-refs.ts';
import { hashSeed, mixed, spread } from './mixed-hash.ts';
import { Rows, type RowsPart } from './rows.ts';
import { NO_TEXT, Texts, type TextsPart } from './texts.ts';

/** A session as its first event tells of it. */
export interface StartedSession extends Pick<Session, 'host' | 'logonId' | 'account' | 'kind' | 'startMs' | 'ref'> {
  readonly sid: string | undefined;
  readonly address: string | undefined;
  readonly workstation: string | undefined;
  readonly isElevated: boolean | undefined;
}

/** Sessions as plain data. */
export interface SessionsPart {
  readonly texts: TextsPart;
  readonly rows: RowsPart;
  readonly refs: FirstRefsPart;
}

// The numbers of a session; those of names are numbers of `texts`, -1 where the log does not say.
const HOST = 0;
/** the number that Windows writes as hexadecimal text; of another text the one of `texts`, below 0 */
const LOGON_ID = 1;
const ACCOUNT = 2;
const KIND = 3;
const SID = 4;
const ADDRESS = 5;
const WORKSTATION = 6;
const IS_ELEVATED = 7;
const IS_OPEN = 8;
const START_MS = 9;
/** NaN where no end is known */
const END_MS = 10;
const REF = 11;
const FRESH = [...[NO_TEXT, 0, NO_TEXT, NO_TEXT, NO_TEXT, NO_TEXT, NO_TEXT, 0, 1, Number.NaN, Number.NaN], ...NO_REF];
const NAMES = [HOST, ACCOUNT, KIND, SID, ADDRESS, WORKSTATION] as const;

const LEAST_SLOTS = 64;
// Of every table without a session, as most pieces of a hunt have none; never written to.
const NO_SLOTS = new Uint32Array(LEAST_SLOTS);

/**
 * The sessions of people, one by one, held as rows of numbers: a hunt has hundreds of thousands. What does not fit is
 * counted.
 */
export class SessionTable {
  readonly #most: number;
  readonly #texts: Texts;
  readonly #rows = new Rows(FRESH);
  readonly #refs = new FirstRefs();
  /** row + 1 of the last session of a host and a number, 0 where nothing is; open addressing */
  #slots = NO_SLOTS;
  #usedSlots = 0;
  dropped = 0;

  constructor(most: number) {
    this.#most = most;
    this.#texts = new Texts(most * (NAMES.length + 1));
  }

  /** Notes one that is open. */
  add(session: StartedSession): void {
    if (!this.#hasRoom()) return;
    const [texts, row] = [this.#texts, this.#rows.push()];
    const [block, start] = [this.#rows.blockOf(row), this.#rows.startOf(row)];
    const { sid, address, workstation, ref } = session;
    block[start + HOST] = texts.idOf(session.host);
    block[start + LOGON_ID] = logonNumber(session.logonId, (text) => texts.idOf(text));
    block[start + ACCOUNT] = texts.idOf(session.account);
    block[start + KIND] = texts.idOf(session.kind);
    if (sid !== undefined) block[start + SID] = texts.idOf(sid);
    if (address !== undefined) block[start + ADDRESS] = texts.idOf(address);
    if (workstation !== undefined) block[start + WORKSTATION] = texts.idOf(workstation);
    block[start + IS_ELEVATED] = session.isElevated === true ? 1 : 0;
    block[start + START_MS] = session.startMs;
    this.#refs.set(row, block, start + REF, ref);
    this.#enter(row);
  }

  /** Ends the open session of a host with a number. @returns whether there is one */
  end(host: string, logonId: string, timeMs: number): boolean {
    const number = logonNumber(logonId, (text) => this.#texts.find(text));
    const row = this.#slots[this.#slotOf(this.#texts.find(host), number)]! - 1;
    if (row < 0) return false;
    const [block, start] = [this.#rows.blockOf(row), this.#rows.startOf(row)];
    if (block[start + IS_OPEN] !== 1) return false;
    if (timeMs >= block[start + START_MS]!) block[start + END_MS] = timeMs;
    block[start + IS_OPEN] = 0;
    return true;
  }

  absorb({ texts, rows, refs }: SessionsPart): void {
    const idOf = this.#texts.adopt(texts, () => true);
    const takeRef = this.#refs.adopt(refs);
    for (let from = 0; from < rows.size; from++) {
      if (!this.#hasRoom()) continue;
      const row = this.#rows.push();
      const [block, start] = [this.#rows.blockOf(row), this.#rows.startOf(row)];
      const [given, givenAt] = [Rows.blockIn(rows, from), this.#rows.startOf(from)];
      for (let column = 0; column < REF; column++) block[start + column] = given[givenAt + column]!;
      for (const name of NAMES) block[start + name] = idOf(given[givenAt + name]!);
      const logonId = given[givenAt + LOGON_ID]!;
      if (logonId < 0) block[start + LOGON_ID] = asLogonNumber(idOf(textOfLogon(logonId)));
      takeRef(row, block, start + REF, from, given, givenAt + REF);
      this.#enter(row);
    }
  }

  part(): SessionsPart {
    return { texts: this.#texts.part(), rows: this.#rows.part(), refs: this.#refs.part() };
  }

  /** In the order in which they were noted. */
  all(): Session[] {
    const textOf = this.#texts.reader();
    return Array.from({ length: this.#rows.size }, (_, row) => this.#sessionAt(row, textOf));
  }

  #hasRoom(): boolean {
    const hasRoom = this.#rows.size < this.#most;
    if (!hasRoom) this.dropped++;
    return hasRoom;
  }

  /** Makes a session, unless it has ended, the open one of its host and number. */
  #enter(row: number): void {
    const [block, start] = [this.#rows.blockOf(row), this.#rows.startOf(row)];
    const isOpen = Number.isNaN(block[start + END_MS]!);
    block[start + IS_OPEN] = isOpen ? 1 : 0;
    if (!isOpen) return;
    if (this.#slots === NO_SLOTS) this.#slots = new Uint32Array(LEAST_SLOTS);
    else if (this.#usedSlots * 2 > this.#slots.length) this.#double();
    const slot = this.#slotOf(block[start + HOST]!, block[start + LOGON_ID]!);
    if (this.#slots[slot] === 0) this.#usedSlots++;
    this.#slots[slot] = row + 1;
  }

  /** Where the last session of a host and a number is, or could be put. */
  #slotOf(host: number, logonId: number): number {
    const [slots, mask] = [this.#slots, this.#slots.length - 1];
    const upper = Math.floor(logonId / 2 ** 32);
    let slot = spread(mixed(mixed(mixed(hashSeed, host), logonId), upper)) & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const row = slots[slot]! - 1;
      const [block, start] = [this.#rows.blockOf(row), this.#rows.startOf(row)];
      if (block[start + HOST] === host && block[start + LOGON_ID] === logonId) return slot;
    }
    return slot;
  }

  #double(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(before.length * 2);
    for (const entry of before) {
      if (entry === 0) continue;
      const [block, start] = [this.#rows.blockOf(entry - 1), this.#rows.startOf(entry - 1)];
      this.#slots[this.#slotOf(block[start + HOST]!, block[start + LOGON_ID]!)] = entry;
    }
  }

  #sessionAt(row: number, textOf: (id: number) => string): Session {
    const [block, start] = [this.#rows.blockOf(row), this.#rows.startOf(row)];
    const endMs = block[start + END_MS]!;
    const logonId = block[start + LOGON_ID]!;
    const session: OpenSession = {
      host: textOf(block[start + HOST]!),
      logonId: logonId < 0 ? textOf(textOfLogon(logonId)) : `0x${logonId.toString(16)}`,
      account: textOf(block[start + ACCOUNT]!),
      kind: textOf(block[start + KIND]!) as LogonKind,
      startMs: block[start + START_MS]!,
      endMs: Number.isNaN(endMs) ? null : endMs,
      ref: this.#refs.at(row, block, start + REF),
    };
    const [sid, address, workstation] = [block[start + SID]!, block[start + ADDRESS]!, block[start + WORKSTATION]!];
    if (sid !== NO_TEXT) session.sid = textOf(sid);
    if (address !== NO_TEXT) session.address = textOf(address);
    if (workstation !== NO_TEXT) session.workstation = textOf(workstation);
    if (block[start + IS_ELEVATED] === 1) session.isElevated = true;
    return session;
  }
}

type OpenSession = { -readonly [Key in keyof Session]: Session[Key] };

// As Windows writes it; more digits are not held exactly.
const HEX = /^0x(?:0|[1-9a-f][\da-f]{0,12})$/;

/** A number of a session as one number: what Windows writes is one already, other texts are below 0. */
function logonNumber(logonId: string, idOf: (text: string) => number): number {
  return HEX.test(logonId) ? Number.parseInt(logonId.slice(2), 16) : asLogonNumber(idOf(logonId));
}

function asLogonNumber(id: number): number {
  return -2 - id;
}

function textOfLogon(logonNumber: number): number {
  return -2 - logonNumber;
}
