import type { FieldValue } from '../model/index.ts';
import type { ParsedEvent } from './evtx-xml-parser.ts';

/** One event of an XML text. Answers by the same names as a record of EVTX does. */
export class XmlEventRecord {
  readonly kind = 'record';
  /** of `<Event` */
  readonly byteOffset: number;
  readonly #sections: ParsedEvent['sections'];

  constructor(byteOffset: number, { sections }: ParsedEvent) {
    this.byteOffset = byteOffset;
    this.#sections = sections;
  }

  /** when it happened, UTC ms since 1970; undefined when it does not say */
  get timeMs(): number | undefined {
    const time = this.#sections.get('System')?.get('TimeCreated_SystemTime');
    if (typeof time !== 'string') return undefined;
    const timeMs = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time}Z`);
    return Number.isNaN(timeMs) ? undefined : timeMs;
  }

  get(field: string): FieldValue | undefined {
    const dot = field.indexOf('.');
    const section = dot < 0 ? undefined : this.#sections.get(field.slice(0, dot));
    if (section !== undefined)
      return typedValue(field.slice(0, dot), field.slice(dot + 1), section.get(field.slice(dot + 1)));
    if (IDENTITY.has(field)) {
      const own = this.#sections.get('System')?.get(field);
      if (own !== undefined) return typedValue('System', field, own);
    }
    const value = this.#payloadValue(field);
    return value === undefined ? typedValue('System', field, this.#sections.get('System')?.get(field)) : value;
  }

  /** payload and identity fields with their values, in document order */
  *entries(): Generator<readonly [string, FieldValue]> {
    for (const [section, fields] of this.#sections) {
      if (section === 'RenderingInfo') continue;
      for (const [name, value] of fields) {
        if (section !== 'System' || IDENTITY.has(name)) yield [name, typedValue(section, name, value)!];
      }
    }
  }

  #payloadValue(field: string): FieldValue | undefined {
    let found: FieldValue | undefined;
    for (const [section, fields] of this.#sections) {
      const value = section === 'System' || section === 'RenderingInfo' ? undefined : fields.get(field);
      if (value !== undefined) found = value;
    }
    return found;
  }
}

const IDENTITY: ReadonlySet<string> = new Set(['EventID', 'Channel', 'Computer', 'Provider_Name', 'EventRecordID']);

// Numbers in EVTX; everything else of System is text there too (`EvtxValue`).
const NUMBERS: ReadonlySet<string> = new Set([
  ...['EventID', 'EventID_Qualifiers', 'Version', 'Level', 'Task', 'Opcode', 'EventRecordID'],
  ...['Execution_ProcessID', 'Execution_ThreadID'],
]);

function typedValue(section: string, name: string, value: FieldValue | undefined): FieldValue | undefined {
  if (section !== 'System' || typeof value !== 'string' || !NUMBERS.has(name)) return value;
  return /^\d{1,15}$/.test(value) ? Number(value) : value;
}
