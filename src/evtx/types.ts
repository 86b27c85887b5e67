/** A decoded BinXML value. Integers beyond 2^53 are bigint; times, GUIDs, SIDs, binaries and hex integers are text as Windows renders them. */
export type EvtxValue = string | number | bigint | boolean | null | readonly EvtxValue[];

/** Random access to the bytes of a file of any size. */
export interface ByteSource {
  readonly sizeBytes: number;
  /**
   * @param into may be used for the bytes, when it has room for them
   * @returns `length` bytes from `byteOffset`, fewer only at the end of the source; the caller may keep them
   */
  read(byteOffset: number, length: number, into?: Uint8Array): Uint8Array;
}

export type EvtxProblemCode =
  | 'EVTX_HEADER_DAMAGED'
  | 'EVTX_CHUNK_DAMAGED'
  | 'EVTX_CHUNK_MISSING'
  | 'EVTX_RECORD_DAMAGED'
  | 'EVTX_TRUNCATED'
  | 'EVTX_LIMIT';

/** Something in the file that could not be read, at its byte offset; reading went on behind it. */
export interface EvtxProblem {
  readonly kind: 'problem';
  readonly code: EvtxProblemCode;
  readonly byteOffset: number;
  /** one sentence: what was expected, what was found */
  readonly message: string;
}

/**
 * One event record. Decoded lazily: a field costs something only when it is asked for. Valid until the reader that
 * yielded it is advanced.
 *
 * Fields are flat. `System` gives `EventID`, `Channel`, `Computer`, `EventRecordID`, `Level`, `Task`, `Opcode`,
 * `Keywords`, `Version`, and attributes as `Provider_Name`, `TimeCreated_SystemTime`, `Execution_ProcessID`,
 * `Security_UserID`, `Correlation_ActivityID`, `EventID_Qualifiers`. `EventData` gives the `Name` of each `Data`;
 * unnamed ones together are the array `Data`; a name that occurs twice is an array. `UserData` gives its leaf elements
 * by local name. Where payload and System share a name the payload wins, but for `EventID`, `Channel`, `Computer`,
 * `Provider_Name` and `EventRecordID`. `System.X`, `EventData.X`, `UserData.X` and `RenderingInfo.X` always say which is
 * meant; `RenderingInfo` has no unqualified names, so that a forwarded event reads like its original.
 */
export interface EvtxRecord {
  readonly kind: 'record';
  /** the record header's number; equals EventRecordID except in exported and forwarded logs */
  readonly recordId: number | bigint;
  /** when the record was written, UTC ms since 1970, from the record header */
  readonly writtenMs: number;
  /** offset of the record's first byte in the file */
  readonly byteOffset: number;
  /** found by carving: in slack space, hidden in another record, or in a chunk without a sound header */
  readonly isCarved: boolean;
  /** identity of the record's structure: equal objects mean the same fields in the same places */
  readonly shape: EvtxShape;
  /** when the event happened (System/TimeCreated), UTC ms; undefined when absent */
  readonly timeMs: number | undefined;
  /** its text as UTF-16LE; undefined when some of it is in another encoding */
  readonly rawText: EvtxRawText | undefined;
  get(field: string): EvtxValue | undefined;
  /** payload and identity fields with their values, in document order */
  entries(): Iterable<readonly [field: string, value: EvtxValue]>;
  /** One line of JSON as `evtx_dump -o jsonl` prints it. @throws EvtxDecodeError when it unfolds beyond the limits */
  toJson(): string;
  /** XML on one line, without a declaration. @throws EvtxDecodeError when it unfolds beyond the limits */
  toXml(): string;
}

/** What records of one structure share. One object per structure and process, so it can key a cache. */
export interface EvtxShape {
  readonly id: number;
  /** whether a field's value, where it is text, stands in the record's `rawText` as it is; of `''`: all fields' values */
  isRaw(field: string): boolean;
  /** texts that the structure itself gives to fields, such as a provider's name */
  readonly constantTexts: readonly string[];
}

/** The bytes in which the text of a record stands, so that what is not in them need not be looked for in its fields. */
export interface EvtxRawText {
  readonly encoding: 'utf16le';
  /** `words` are the 32-bit words of `bytes` */
  readonly source: { readonly bytes: Uint8Array; readonly words: Int32Array };
  readonly start: number;
  readonly end: number;
  readonly layout: EvtxShape;
}
