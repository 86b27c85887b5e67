import type { PutBytes, RecordPlace } from '../log-writer.ts';

/** Bytes gathered before they are put: few calls, little memory for hundreds of open files. */
const BLOCK_BYTES = 65_536;

const encoder = new TextEncoder();

/** Text files that grow line by line. Each holds at most one block that is not put yet. */
export class TextLogs {
  readonly #put: PutBytes;
  readonly #open = new Map<string, OpenText>();

  constructor(put: PutBytes) {
    this.#put = put;
  }

  /**
   * Adds a line, and those of the head before the first one.
   * @param line without its end; a line feed in it becomes a space, so that it stays one line whatever its fact says
   * @returns where the line stands
   */
  add(file: string, line: string, head: () => string = noHead): RecordPlace {
    let text = this.#open.get(file);
    if (text === undefined) {
      text = new OpenText(file, this.#put);
      this.#open.set(file, text);
      text.write(head());
    }
    const { byteOffset } = text;
    text.write(`${line.includes('\n') ? line.replaceAll('\n', ' ') : line}\n`);
    return { file, record: text.lines, byteOffset };
  }

  /** Puts what is held of a file; it is complete. */
  close(file: string): void {
    this.#open.get(file)?.flush();
    this.#open.delete(file);
  }

  /** Closes all files. */
  finish(): void {
    for (const file of [...this.#open.keys()]) this.close(file);
  }
}

class OpenText {
  lines = 0;
  readonly #file: string;
  readonly #put: PutBytes;
  #putBytes = 0;
  #used = 0;
  // Replaced when it was put: its bytes may be kept by whoever takes them.
  #block = new Uint8Array(1024);

  constructor(file: string, put: PutBytes) {
    this.#file = file;
    this.#put = put;
  }

  /** where the next byte goes */
  get byteOffset(): number {
    return this.#putBytes + this.#used;
  }

  write(text: string): void {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.lines++;
    // A UTF-16 unit becomes three bytes at most.
    this.#reserve(text.length * 3);
    this.#used += encoder.encodeInto(text, this.#block.subarray(this.#used)).written;
    if (this.#used >= BLOCK_BYTES) this.flush();
  }

  flush(): void {
    if (this.#used === 0) return;
    this.#put(this.#file, this.#putBytes, this.#block.subarray(0, this.#used));
    this.#putBytes += this.#used;
    this.#used = 0;
    this.#block = new Uint8Array(this.#block.length);
  }

  #reserve(bytes: number): void {
    const needed = this.#used + bytes;
    if (needed <= this.#block.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#block.length * 2));
    larger.set(this.#block.subarray(0, this.#used));
    this.#block = larger;
  }
}

function noHead(): string {
  return '';
}
