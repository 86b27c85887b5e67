import type { FieldRecord, FieldSource, FieldValue, LogsourceView } from '../model/index.ts';
import { fieldsOf, type MessageForms, messageField, readForm } from './linux-messages.ts';
import { LINUX_PROGRAMS, type LinuxProgram, WEB_PROGRAMS } from './linux-programs.ts';
import type { EventKind, Product } from './product.ts';
import { syslogTime } from './syslog-fields.ts';
import { timestampMs } from './timestamp.ts';

const CREATION_FIELDS = new Set(['Image', 'CommandLine', 'CurrentDirectory', 'User', 'ParentImage']);

/** Programs of Linux hosts that write to syslog or to the systemd journal. */
export const linux: Product = {
  name: 'linux',
  knowledge: {
    supplies: [
      { product: 'linux', fields: 'open' },
      ...servicesOf().map((service) => ({ product: 'linux', service, fields: 'open' as const })),
      ...LINUX_PROGRAMS.filter(({ runs }) => runs !== undefined).map(({ services }) => ({
        ...{ product: 'linux', category: 'process_creation', service: services[0]!, fields: CREATION_FIELDS },
      })),
      ...WEB_PROGRAMS.map(([, service]) => ({ service, fields: 'open' as const })),
    ],
    gaps: [],
  },
  recognise: ({ format, kind }) => {
    if (format === 'syslog') return PROGRAM_NAME.test(kind) ? finderFor(kind, SYSLOG) : undefined;
    if (format === 'journald') return journalKind;
    return format.startsWith('json')
      ? (record) => (record.get('__REALTIME_TIMESTAMP') === undefined ? undefined : journalKind(record))
      : undefined;
  },
};

/** Under which names a log has what every message comes with. */
interface Envelope {
  readonly name: string;
  readonly message: string;
  readonly time: EventKind['timeMs'];
  readonly host: string;
}

const SYSLOG: Envelope = { name: 'syslog', message: 'message', time: syslogTime, host: 'hostname' };
const JOURNAL: Envelope = {
  ...{ name: 'journal', message: 'MESSAGE', host: '_HOSTNAME' },
  time: (record, context) =>
    timestampMs(record.get('_SOURCE_REALTIME_TIMESTAMP') ?? record.get('__REALTIME_TIMESTAMP'), context),
};

// Devices that are no Linux hosts put mnemonics and the like in the program's place.
const PROGRAM_NAME = /^[A-Za-z/(_][\w./@+()-]{0,95}$/;

function servicesOf(): readonly string[] {
  return [...new Set([...LINUX_PROGRAMS.flatMap(({ services }) => services), 'syslog'])];
}

type KindFinder = (record: FieldRecord) => EventKind;

// A host runs some hundred programs that write logs; only a forged log names more.
const MAX_PROGRAMS = 2000;
const finders = new Map<string, KindFinder>();

function finderFor(program: string, envelope: Envelope): KindFinder {
  const key = `${envelope.name} ${program}`;
  let finder = finders.get(key);
  if (finder === undefined) {
    if (finders.size >= MAX_PROGRAMS) finders.clear();
    finder = makeFinder(program, envelope);
    finders.set(key, finder);
  }
  return finder;
}

function journalKind(record: FieldRecord): EventKind {
  const name = record.get('SYSLOG_IDENTIFIER') ?? record.get('_COMM');
  return finderFor(typeof name === 'string' ? name : '', JOURNAL)(record);
}

function makeFinder(program: string, envelope: Envelope): KindFinder {
  const name = program.toLowerCase();
  const known = LINUX_PROGRAMS.find(({ names }) => names.test(name));
  const plain = kindOf(program, envelope, viewsOf(name, known, envelope));
  if (known?.runs === undefined || known.forms === undefined) return () => plain;
  const running = kindOf(`${program}/process_creation`, envelope, [
    ...plain.schema.views,
    creationView(known, envelope),
  ]);
  const { forms } = known;
  return (record) => (runsCommand(record.get(envelope.message), forms) ? running : plain);
}

function kindOf(program: string, { name, time, host }: Envelope, views: readonly LogsourceView[]): EventKind {
  return {
    schema: { id: `linux/${name}/${program}`, product: 'linux', views },
    timeMs: time,
    host: (record) => {
      const value = record.get(host);
      return typeof value === 'string' ? value : '';
    },
  };
}

function viewsOf(name: string, known: LinuxProgram | undefined, { message }: Envelope): readonly LogsourceView[] {
  const forms = known?.forms ?? [];
  const fields = new Map<string, FieldSource>(
    fieldsOf(forms).map((field) => [field, messageField(message, forms, field)] as const),
  );
  const services = [...(known?.services ?? []), 'syslog'];
  const web = WEB_PROGRAMS.find(([names]) => names.test(name));
  return [
    ...services.map((service) => ({ product: 'linux', service, fields })),
    ...(web === undefined ? [] : [{ service: web[1], fields: new Map<string, FieldSource>() }]),
  ];
}

/** What sudo refused did not run. */
function runsCommand(message: FieldValue | undefined, forms: MessageForms): boolean {
  if (typeof message !== 'string' || !/COMMAND=| CMD /.test(message)) return false;
  const form = readForm(message, forms);
  return form?.COMMAND !== undefined && form.outcome === undefined;
}

/** A command that a program ran for someone, as Sysmon for Linux would tell of it. */
function creationView({ forms = [], runs, services }: LinuxProgram, { message }: Envelope): LogsourceView {
  const field = (name: string): FieldSource => messageField(message, forms, name);
  const derived = (read: (form: Readonly<Record<string, string | undefined>>) => string | undefined): FieldSource => ({
    from: [message],
    derive: ([value]) => {
      const form = typeof value === 'string' ? readForm(value, forms) : undefined;
      return form === undefined ? undefined : read(form);
    },
  });
  return {
    ...{ product: 'linux', category: 'process_creation', service: services[0]! },
    fields: new Map<string, FieldSource>([
      ['CommandLine', field('COMMAND')],
      ['Image', derived(({ COMMAND }) => COMMAND?.split(' ', 1)[0])],
      ['CurrentDirectory', field('PWD')],
      ['User', derived(({ USER, user }) => USER ?? user)],
      ['ParentImage', { from: [], derive: () => runs }],
    ]),
  };
}
