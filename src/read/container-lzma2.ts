import { damaged } from './container.ts';
import type { ByteInput } from './container-input.ts';
import { LzmaDecoder, lzmaProperties } from './container-lzma.ts';

/**
 * Decodes LZMA2, which is LZMA in parts; the input then stands behind it.
 * Source: the comments of xz-embedded's xz_dec_lzma2.c on the control byte, which no specification describes.
 * @throws ContainerError where it is damaged
 */
export function* lzma2(input: ByteInput, dictionaryBytes: number): Generator<Uint8Array> {
  const decoder = new LzmaDecoder(input, dictionaryBytes);
  let [hasDictionary, hasProperties] = [false, false];
  for (;;) {
    const control = input.next();
    if (control === 0) return;
    if (control >= 0xe0 || control === 1) {
      decoder.emptyDictionary();
      hasDictionary = true;
    }
    if (control < 0x80) {
      if (control > 2 || !hasDictionary) throw damaged('The LZMA2 data is damaged.', input.byteOffset - 1);
      yield* decoder.copy(twoBytes(input) + 1);
      continue;
    }
    const size = ((control & 0x1f) << 16) + twoBytes(input) + 1;
    twoBytes(input);
    if (control >= 0xc0) {
      decoder.resetState(lzmaProperties(input.next()));
      hasProperties = true;
    } else if (control >= 0xa0) decoder.resetState();
    if (!hasDictionary || !hasProperties) throw damaged('The LZMA2 data is damaged.', input.byteOffset - 1);
    decoder.startRange();
    if (yield* decoder.decode(size)) throw damaged('The LZMA2 data is damaged.', input.byteOffset);
  }
}

function twoBytes(input: ByteInput): number {
  const high = input.next();
  return (high << 8) | input.next();
}

/** @param code how the size of a dictionary is written: "The .xz File Format", 5.3.1 */
export function lzma2DictionaryBytes(code: number): number {
  if (code > 40) throw damaged('The LZMA2 data has a dictionary of a size that does not exist.');
  return code === 40 ? 0xffffffff : (2 | (code & 1)) * 2 ** ((code >> 1) + 11);
}
