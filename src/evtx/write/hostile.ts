import { TOKEN } from '../token.ts';
import { writeFragmentHeader } from './binxml.ts';
import { ChunkWriter } from './chunk-writer.ts';
import { FILE_HEADER_SIZE_BYTES, fileHeader } from './evtx-writer.ts';
import { fileTime } from './values.ts';

const NO_DEPENDENCY = 0xffff;
const FRAGMENT_CODE = 0x21;
const TEMPLATE_GUID = new Uint8Array(16).fill(0x4c);

/**
 * A file of one record whose elements are nested far beyond any limit.
 * @param depth at most 5,900: what a chunk has room for
 * @throws Error when the chunk has no room for it
 */
export function nestDeep(depth = 5000): Uint8Array {
  return fileOf((chunk) => {
    const { out } = chunk;
    const sizesAt: number[] = [];
    writeFragmentHeader(chunk);
    for (let level = 0; level < depth; level++) {
      out.u8(TOKEN.openElement);
      sizesAt.push(out.length);
      out.u32(0);
      chunk.name('Event');
      out.u8(TOKEN.closeStart);
    }
    for (const sizeAt of sizesAt.reverse()) {
      out.u8(TOKEN.endElement);
      out.patchU32(sizeAt, out.length - sizeAt - 4);
    }
    out.u8(TOKEN.end);
  });
}

/**
 * A file of one record whose templates are nested as values far beyond any limit.
 * @param depth at most 2,300: what a chunk has room for
 * @throws Error when the chunk has no room for it
 */
export function nestTemplates(depth = 2000): Uint8Array {
  return fileOf((chunk) => {
    const { out } = chunk;
    const descriptorsAt: number[] = [];
    for (let level = 0; level < depth; level++) {
      writeFragmentHeader(chunk);
      out.u8(TOKEN.templateInstance);
      out.u8(1);
      chunk.template(
        'nested',
        () => TEMPLATE_GUID,
        () => writeNestingDefinition(chunk),
      );
      out.u32(1);
      descriptorsAt.push(out.length);
      out.u32(0);
    }
    // The innermost has no value; each of the others holds all that is inside it.
    out.u8(TOKEN.end);
    for (const at of descriptorsAt.reverse().slice(1)) {
      out.patchU16(at, out.length - at - 4);
      out.patchU16(at + 2, FRAGMENT_CODE);
      out.u8(TOKEN.end);
    }
  });
}

/** A file of one record whose template contains an instance of itself. */
export function templateLoop(): Uint8Array {
  return fileOf((chunk) => {
    const { out } = chunk;
    writeFragmentHeader(chunk);
    out.u8(TOKEN.templateInstance);
    out.u8(1);
    const self = out.length + 8;
    const writeDefinition = (): void => {
      writeFragmentHeader(chunk);
      writeElementAround(chunk, () => {
        out.u8(TOKEN.templateInstance);
        out.u8(1);
        out.raw(TEMPLATE_GUID.subarray(0, 4));
        out.u32(self);
        out.u32(0);
      });
      out.u8(TOKEN.end);
    };
    chunk.template('loop', () => TEMPLATE_GUID, writeDefinition);
    out.u32(0);
    out.u8(TOKEN.end);
  });
}

function writeNestingDefinition(chunk: ChunkWriter): void {
  writeFragmentHeader(chunk);
  writeElementAround(chunk, () => {
    chunk.out.u8(TOKEN.optionalSubstitution);
    chunk.out.u16(0);
    chunk.out.u8(FRAGMENT_CODE);
  });
  chunk.out.u8(TOKEN.end);
}

function writeElementAround(chunk: ChunkWriter, writeContent: () => void): void {
  const { out } = chunk;
  out.u8(TOKEN.openElement);
  out.u16(NO_DEPENDENCY);
  const sizeAt = out.length;
  out.u32(0);
  chunk.name('Event');
  out.u8(TOKEN.closeStart);
  writeContent();
  out.u8(TOKEN.endElement);
  out.patchU32(sizeAt, out.length - sizeAt - 4);
}

function fileOf(writeBody: (chunk: ChunkWriter) => void): Uint8Array {
  const chunk = new ChunkWriter();
  // The time is any: 2024-01-01 00:00 UTC.
  if (!chunk.addRecord(1n, fileTime(Date.UTC(2024, 0, 1)), () => writeBody(chunk))) {
    throw new Error('A chunk has no room for nesting this deep; ask for less.');
  }
  const bytes = chunk.finish(1n);
  const file = new Uint8Array(FILE_HEADER_SIZE_BYTES + bytes.length);
  file.set(fileHeader(1, 2n, {}));
  file.set(bytes, FILE_HEADER_SIZE_BYTES);
  return file;
}
