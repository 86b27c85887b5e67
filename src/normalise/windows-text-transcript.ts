import type { FieldRecord, FieldSource, FieldValue, LogsourceView } from '../model/index.ts';
import type { EventKind, Product, RecordContext } from './product.ts';

/**
 * Transcripts of PowerShell: a session that was called with arguments is the start of a process, commands are script blocks.
 * Times are local.
 */
export const powershellTranscript: Product = {
  name: 'powershell-transcript',
  knowledge: {
    supplies: [
      { product: 'windows', service: 'powershell', fields: 'open' },
      { product: 'windows', category: 'ps_script', fields: new Set(['ScriptBlockText', 'Path']) },
      { product: 'windows', category: 'ps_module', fields: new Set(['Payload', 'ContextInfo']) },
      {
        ...{ product: 'windows', category: 'process_creation' },
        fields: new Set(['Image', 'CommandLine', 'User', 'ProcessId']),
      },
    ],
    gaps: [],
  },
  recognise: ({ format, kind }) => {
    if (format !== 'powershell-transcript') return undefined;
    if (kind !== 'start') return () => COMMAND;
    return (record) => (isCalledWith(record.get('Host Application')) ? CALLED_SESSION : SESSION);
  },
};

type Values = readonly (FieldValue | undefined)[];

const SESSION: EventKind = kindOf('start', []);

const CALLED_SESSION: EventKind = kindOf('start/process_creation', [
  {
    ...{ product: 'windows', category: 'process_creation' },
    fields: new Map<string, FieldSource>([
      ['CommandLine', 'Host Application'],
      ['Image', { from: ['Host Application'], derive: ([line]: Values) => imageOf(line) }],
      ['User', 'RunAs User'],
      ['ProcessId', 'Process ID'],
    ]),
  },
]);

const COMMAND: EventKind = kindOf('command', [
  {
    ...{ product: 'windows', category: 'ps_script', service: 'powershell' },
    fields: new Map<string, FieldSource>([['ScriptBlockText', 'Command']]),
  },
  {
    ...{ product: 'windows', category: 'ps_module', service: 'powershell' },
    fields: new Map<string, FieldSource>([
      // What was called is in the trace, where there is one; else the command as it was typed says it.
      ['Payload', { from: ['Payload', 'Command'], derive: ([trace, text]: Values) => trace ?? text }],
      ['ContextInfo', { from: ['Host Application', 'RunAs User'], derive: contextOf }],
    ]),
  },
]);

function kindOf(what: string, views: readonly LogsourceView[]): EventKind {
  return { schema: { id: `powershell-transcript/${what}`, product: 'windows', views }, timeMs, host };
}

/** A session that somebody sits at says nothing but the name of the program, and rules want to know what started it. */
function isCalledWith(line: FieldValue | undefined): boolean {
  const image = imageOf(line);
  return typeof line === 'string' && typeof image === 'string' && line.replaceAll('"', '').trim().length > image.length;
}

/** As event 4103 has it. */
function contextOf([line, user]: Values): FieldValue | undefined {
  return typeof line === 'string' ? `Host Application = ${line}\nUser = ${user ?? ''}` : undefined;
}

/** The program of a command line, which may have blanks in its path without quotes: up to the first that ends in `.exe`. */
function imageOf(line: FieldValue | undefined): FieldValue | undefined {
  if (typeof line !== 'string') return undefined;
  const quoted = /^"([^"]+)"/.exec(line);
  if (quoted !== null) return quoted[1];
  const end = line.toLowerCase().indexOf('.exe');
  return end < 0 ? line.split(' ', 1)[0] : line.slice(0, end + '.exe'.length);
}

/** `20260302080001`, when the command started or, where the transcript does not say, the session. */
function timeMs(record: FieldRecord, context: RecordContext): number | undefined {
  const digits = String(record.get('Command start time') ?? record.get('Start time'));
  if (!/^\d{14}$/.test(digits)) return undefined;
  const parts = [0, 4, 6, 8, 10, 12].map((at, index) => Number(digits.slice(at, at + (index === 0 ? 4 : 2))));
  const [year, month, day, hour, minute, second] = parts as [number, number, number, number, number, number];
  return context.toUtc(Date.UTC(year, month - 1, day, hour, minute, second));
}

/** `WS07 (Microsoft Windows NT 10.0.17763.0)` */
function host(record: FieldRecord): string {
  const machine = record.get('Machine');
  return typeof machine === 'string' ? machine.split(' ', 1)[0]! : '';
}
