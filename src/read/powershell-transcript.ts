import type { FieldRecord, RecordStructure } from '../model/index.ts';
import type { LogFormat, ReadProblem } from './format.ts';
import { MapRecord } from './map-record.ts';
import { type PlainLine, plainLines } from './plain-lines.ts';
import { resumeWhole } from './resume-whole.ts';

/**
 * Transcripts of PowerShell (`Start-Transcript`, or the policy that keeps them): a record of the kind `start` for each
 * session with what its head says, and one of the kind `command` for each command with that and the command and its
 * output. Heads in other languages are read by their order. Output before the first prompt, as of `-File`, is a
 * command without text.
 * Source: PowerShell, MshHostUserInterface.cs (transcription).
 */
export const powershellTranscriptFormat: LogFormat<FieldRecord> = {
  name: 'powershell-transcript',
  sniff: (head) => /^\s*\*{22}\r?\n[^\n]{5,200}\n[^\n:]{2,80}: \d{14}\r?\n/.test(new TextDecoder().decode(head)),
  split: () => [{ first: 0 }],
  resumption: resumeWhole,
  *read(source, range) {
    const reader = new TranscriptReader();
    for (const line of plainLines(source, range)) yield* reader.add(line);
    yield* reader.finish();
  },
};

const START: RecordStructure = { format: 'powershell-transcript', kind: 'start' };
const COMMAND: RecordStructure = { format: 'powershell-transcript', kind: 'command' };

/** What the lines of a head are, in their order; English names, whatever the language. */
const HEAD_FIELDS = [
  ...['Start time', 'Username', 'RunAs User', 'Configuration Name', 'Machine', 'Host Application', 'Process ID'],
  ...['PSVersion', 'PSEdition'],
];

// What a script prints may have no end; the first of it says enough.
const MAX_TEXT_LENGTH = 64 << 10;
const MAX_HEAD_FIELDS = 64;

const RULER = /^\*{22}$/;
const PROMPT = /^(?:\[[^\]]{1,128}\]: ?)?PS(?: (?<path>[^>]{0,512}))?> ?(?<text>.*)$/;
const CONTINUATION = /^>> ?(?<text>.*)$/;
const TIME = /^[^:]{2,80}: (?<time>\d{14})$/;

type Fields = Map<string, string>;

type Item = FieldRecord | ReadProblem;

/** A command as far as it was read. */
interface OpenCommand {
  readonly byteOffset: number;
  readonly fields: Fields;
  /** lines that follow may still be of the command, not of its output */
  isText: boolean;
}

/** Reads line by line. Rulers stand around heads, around times of commands, and around the end. */
class TranscriptReader {
  #state: 'outside' | 'title' | 'head' | 'body' | 'ruled' = 'outside';
  #head: Fields = new Map();
  #headOffset = 0;
  #commandTime: string | undefined;
  #command: OpenCommand | undefined;
  #endsNext = false;

  *add(line: PlainLine): Generator<Item> {
    const { text, byteOffset } = line;
    if (RULER.test(text)) yield* this.#ruler(byteOffset);
    else if (this.#state === 'title') this.#state = 'head';
    else if (this.#state === 'head') this.#addToHead(text);
    else if (this.#state === 'ruled') this.#readRuled(text);
    else if (this.#state === 'body') yield* this.#addToBody(line);
    else if (byteOffset === 0) yield damaged(byteOffset);
  }

  *finish(): Generator<Item> {
    if (this.#state === 'head') yield* this.#startBody();
    yield* this.#endCommand();
  }

  *#ruler(byteOffset: number): Generator<Item> {
    if (this.#state === 'outside') {
      this.#state = 'title';
      this.#head = new Map();
      this.#headOffset = byteOffset;
      this.#commandTime = undefined;
    } else if (this.#state === 'head') yield* this.#startBody();
    else if (this.#state === 'body') {
      yield* this.#endCommand();
      this.#state = 'ruled';
    } else {
      this.#state = this.#endsNext ? 'outside' : 'body';
      this.#endsNext = false;
    }
  }

  /** Between rulers within a session: when a command started, or the two lines of the end. */
  #readRuled(text: string): void {
    const time = TIME.exec(text)?.groups?.time;
    if (time === undefined) this.#endsNext = true;
    else if (!this.#endsNext) this.#commandTime = time;
  }

  #addToHead(text: string): void {
    const colon = text.indexOf(':');
    if (colon < 0 || this.#head.size >= MAX_HEAD_FIELDS) return;
    const name = HEAD_FIELDS[this.#head.size] ?? text.slice(0, colon);
    this.#head.set(
      HEAD_FIELDS.includes(text.slice(0, colon)) ? text.slice(0, colon) : name,
      text.slice(colon + 1).trim(),
    );
  }

  *#startBody(): Generator<Item> {
    this.#state = 'body';
    yield new MapRecord(START, this.#headOffset, new Map(this.#head));
  }

  *#addToBody({ text, byteOffset }: PlainLine): Generator<Item> {
    const prompt = PROMPT.exec(text)?.groups;
    if (prompt !== undefined && !isTrace(prompt.text!)) {
      yield* this.#endCommand();
      this.#openCommand(byteOffset, prompt.path, prompt.text!);
      return;
    }
    if (this.#command === undefined) this.#openCommand(byteOffset, undefined, '');
    const command = this.#command!;
    const more = CONTINUATION.exec(text)?.groups?.text;
    if (prompt !== undefined) append(command.fields, 'Payload', prompt.text!);
    else if (more !== undefined && isTrace(more)) append(command.fields, 'Payload', more);
    else if (more !== undefined && command.isText) append(command.fields, 'Command', more);
    else {
      command.isText = false;
      append(command.fields, 'Output', text);
    }
  }

  #openCommand(byteOffset: number, path: string | undefined, text: string): void {
    const fields: Fields = new Map(this.#head);
    if (this.#commandTime !== undefined) fields.set('Command start time', this.#commandTime);
    if (path !== undefined) fields.set('Path', path);
    if (text !== '') fields.set('Command', text);
    this.#command = { byteOffset, fields, isText: true };
  }

  *#endCommand(): Generator<Item> {
    const command = this.#command;
    this.#command = undefined;
    if (command === undefined || !['Command', 'Output', 'Payload'].some((name) => command.fields.has(name))) return;
    yield new MapRecord(COMMAND, command.byteOffset, command.fields);
  }
}

/** What PowerShell adds of itself: which commands a pipeline called, and with which parameters. */
function isTrace(text: string): boolean {
  return /^(?:CommandInvocation|ParameterBinding|TerminatingError|NonTerminatingError)\(/.test(text);
}

function append(fields: Fields, name: string, text: string): void {
  const before = fields.get(name);
  if (before === undefined) fields.set(name, text.slice(0, MAX_TEXT_LENGTH));
  else if (before.length < MAX_TEXT_LENGTH) fields.set(name, `${before}\n${text}`.slice(0, MAX_TEXT_LENGTH));
}

function damaged(byteOffset: number): ReadProblem {
  const message = 'expected a line of 22 asterisks at the start, found another text';
  return { kind: 'problem', code: 'LINE_DAMAGED', byteOffset, message };
}
