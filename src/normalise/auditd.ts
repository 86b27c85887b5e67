import type { DerivedField, FieldRecord, FieldSource, FieldValue, LogsourceView } from '../model/index.ts';
import { systemCallName } from './linux-syscalls.ts';
import type { EventKind, Product } from './product.ts';
import { socketAddress } from './socket-address.ts';

/**
 * The Linux audit daemon. Every record answers the service `auditd` with its own fields; those that start a program, make
 * a file or connect answer the categories of Sysmon too, with what the records of the same event say.
 */
export const auditd: Product = {
  name: 'auditd',
  knowledge: {
    supplies: [
      { product: 'linux', fields: 'open' },
      { product: 'linux', service: 'auditd', fields: 'open' },
      ...['process_creation', 'file_event', 'network_connection'].map((category) => ({
        ...{ product: 'linux', category, service: 'auditd', fields: 'open' as const },
      })),
    ],
    gaps: [],
  },
  recognise: ({ format, kind: type }) => {
    if (format !== 'auditd') return undefined;
    const plain = kindOf(type, []);
    const meaning = MEANINGS.get(type);
    if (meaning === undefined) return () => plain;
    const full = kindOf(type, [meaning.view]);
    return (record) => (meaning.holds(record) ? full : plain);
  },
};

/** What records of a type mean beside being records. */
interface Meaning {
  holds(record: FieldRecord): boolean;
  readonly view: LogsourceView;
}

type Values = readonly (FieldValue | undefined)[];

function kindOf(type: string, more: readonly LogsourceView[]): EventKind {
  const own = { product: 'linux', service: 'auditd', fields: type === 'SYSCALL' ? SYSCALL_FIELDS : NO_FIELDS };
  return {
    schema: {
      ...{ id: `auditd/${type}${more.map(({ category }) => `/${category}`).join('')}`, product: 'linux' },
      views: [own, ...more],
      constants: new Map([['type', type]]),
    },
    timeMs,
    host: (record) => textOf(record.get('node')),
  };
}

function timeMs(record: FieldRecord): number | undefined {
  const ms = Number(record.get('time')) * 1000;
  return Number.isNaN(ms) ? undefined : Math.round(ms);
}

const NO_FIELDS: ReadonlyMap<string, FieldSource> = new Map();

/** Enriched records name the system call; of raw ones the number does. */
const CALL: DerivedField = {
  from: ['SYSCALL', 'arch', 'syscall'],
  derive: ([name, machine, number]: Values) => name ?? systemCallName(textOf(machine), textOf(number)),
};
const SYSCALL_FIELDS: ReadonlyMap<string, FieldSource> = new Map([['SYSCALL', CALL]]);

/** Fields of the process that did what a record says, from the SYSCALL record of its event. */
const PROCESS_FIELDS: readonly (readonly [string, FieldSource])[] = [
  ['Image', 'SYSCALL.exe'],
  ['ProcessId', 'SYSCALL.pid'],
  ['ParentProcessId', 'SYSCALL.ppid'],
  ['User', userOf('SYSCALL.')],
  ['LogonId', 'SYSCALL.ses'],
  ['CurrentDirectory', 'CWD.cwd'],
];

/** Its name, where the record is enriched; else root, or the number. */
function userOf(place: string): DerivedField {
  return {
    from: [`${place}UID`, `${place}uid`],
    derive: ([name, number]: Values) => name ?? (number === '0' ? 'root' : number),
  };
}

const CREATION = { product: 'linux', category: 'process_creation', service: 'auditd' };

const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  [
    'EXECVE',
    {
      // Further records of the same event go on with arguments that did not fit.
      holds: (record) => record.get('a0') !== undefined,
      view: {
        ...CREATION,
        fields: new Map<string, FieldSource>([
          ...PROCESS_FIELDS,
          ['Image', { from: ['SYSCALL.exe', 'a0'], derive: ([exe, first]: Values) => exe ?? first }],
          ['CommandLine', 'command'],
        ]),
      },
    },
  ],
  [
    'SYSCALL',
    {
      // Where the arguments were logged, the EXECVE record answers.
      holds: (record) => isExecution(record) && record.get('EXECVE.type') === undefined,
      view: {
        ...CREATION,
        fields: new Map<string, FieldSource>([
          ...PROCESS_FIELDS.map(([name, source]) => [name, ownField(source)] as const),
          ['CommandLine', 'PROCTITLE.proctitle'],
        ]),
      },
    },
  ],
  [
    'PATH',
    {
      holds: (record) => record.get('nametype') === 'CREATE',
      view: {
        ...{ product: 'linux', category: 'file_event', service: 'auditd' },
        fields: new Map<string, FieldSource>([
          ...PROCESS_FIELDS,
          ['TargetFilename', { from: ['CWD.cwd', 'name'], derive: ([folder, name]: Values) => pathOf(folder, name) }],
        ]),
      },
    },
  ],
  [
    'SOCKADDR',
    {
      holds: (record) => callOf(record, 'SYSCALL.') === 'connect' && addressOf(record.get('saddr')) !== undefined,
      view: {
        ...{ product: 'linux', category: 'network_connection', service: 'auditd' },
        fields: new Map<string, FieldSource>([
          ...PROCESS_FIELDS,
          ['Initiated', { from: [], derive: () => 'true' }],
          ['DestinationIp', { from: ['saddr'], derive: ([value]: Values) => addressOf(value)?.address }],
          ['DestinationPort', { from: ['saddr'], derive: ([value]: Values) => addressOf(value)?.port }],
        ]),
      },
    },
  ],
]);

function ownField(source: FieldSource): FieldSource {
  if (typeof source === 'string') return source.replace(/^SYSCALL\./, '');
  return { ...source, from: source.from.map((name) => name.replace(/^SYSCALL\./, '')) };
}

function isExecution(record: FieldRecord): boolean {
  return /^execve/.test(callOf(record, ''));
}

function callOf(record: FieldRecord, place: string): string {
  return textOf(CALL.derive(CALL.from.map((name) => record.get(place + name))));
}

function addressOf(value: FieldValue | undefined): ReturnType<typeof socketAddress> {
  return typeof value === 'string' ? socketAddress(value) : undefined;
}

function pathOf(folder: FieldValue | undefined, name: FieldValue | undefined): FieldValue | undefined {
  if (typeof name !== 'string' || name.startsWith('/') || typeof folder !== 'string') return name;
  return `${folder.replace(/\/$/, '')}/${name.replace(/^\.\//, '')}`;
}

function textOf(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
