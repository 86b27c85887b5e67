import { isObject, type JsonObject, parsedObject } from './windows-parts.ts';

/** The value of a field of ECS by its path, `process.parent.pid`. */
export type EcsReader = (path: string) => unknown;

/** Reads paths in nested objects, and in objects whose names have dots. */
export function ecsReader(member: (name: string) => unknown): EcsReader {
  return (path) => {
    const dotted = member(path);
    if (dotted !== undefined) return dotted;
    const [first = '', ...rest] = path.split('.');
    let value = member(first);
    for (const name of rest) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    return value;
  };
}

/**
 * What winlogbeat's module for Sysmon, and the Elastic agent's, move from `winlog.event_data` to fields of ECS, under Sysmon's
 * names again. What a module only copies is not asked for: it still stands in `event_data`.
 * @param eventId as the record has it, a number or its text
 * Source: Elastic, "Winlogbeat Reference", module sysmon, versions 7 and 8; fields of ECS; Sysmon schema 4.90.
 */
export function sysmonFieldsOfEcs(eventId: unknown, read: EcsReader): JsonObject {
  const own = FIELDS[String(eventId)] ?? {};
  const found: Record<string, unknown> = {};
  for (const [name, source] of Object.entries({ ...COMMON, ...own })) {
    const value = typeof source === 'string' ? read(source) : source(read);
    if (value !== undefined && value !== null) found[name] = value;
  }
  return found;
}

type EcsField = string | ((read: EcsReader) => unknown);
type EcsFields = Readonly<Record<string, EcsField>>;

const COMMON: EcsFields = {
  ...{ RuleName: 'rule.name', User: userOf, UtcTime: utcTimeOf },
  ...{ Image: 'process.executable', ProcessId: 'process.pid', ProcessGuid: 'process.entity_id' },
};
const SOURCE_PROCESS: EcsFields = {
  ...{ SourceImage: 'process.executable', SourceProcessId: 'process.pid' },
  ...{ SourceProcessGuid: 'process.entity_id', SourceProcessGUID: 'process.entity_id' },
};
const FILE: EcsFields = { TargetFilename: 'file.path', Hashes: hashesIn('file'), Hash: hashesIn('file') };
const DELETED: EcsFields = { ...FILE, IsExecutable: 'sysmon.file.is_executable', Archived: 'sysmon.file.archived' };
const IMAGE: EcsFields = {
  ImageLoaded: firstOf('dll.path', 'file.path'),
  Hashes: hashesIn('dll', 'file'),
  Signature: firstOf('dll.code_signature.subject_name', 'file.code_signature.subject_name'),
  SignatureStatus: firstOf('dll.code_signature.status', 'file.code_signature.status'),
};
const REGISTRY: EcsFields = { TargetObject: 'registry.path', Details: 'registry.data.strings' };

const FIELDS: Readonly<Record<string, EcsFields>> = {
  '1': {
    ...{ CommandLine: 'process.command_line', CurrentDirectory: 'process.working_directory' },
    ...{ ParentImage: 'process.parent.executable', ParentCommandLine: 'process.parent.command_line' },
    ...{ ParentProcessId: 'process.parent.pid', ParentProcessGuid: 'process.parent.entity_id' },
    ...{ Hashes: hashesIn('process'), OriginalFileName: 'process.pe.original_file_name' },
    ...{ Company: 'process.pe.company', Product: 'process.pe.product' },
    ...{ Description: 'process.pe.description', FileVersion: 'process.pe.file_version' },
  },
  '2': FILE,
  '3': {
    ...{ Protocol: 'network.transport', SourceIp: 'source.ip', SourcePort: 'source.port' },
    ...{ SourceHostname: 'source.domain', DestinationIp: 'destination.ip', DestinationPort: 'destination.port' },
    ...{ DestinationHostname: 'destination.domain', Initiated: initiatedOf },
  },
  '6': IMAGE,
  '7': IMAGE,
  '8': SOURCE_PROCESS,
  '10': SOURCE_PROCESS,
  '11': FILE,
  '12': REGISTRY,
  '13': REGISTRY,
  '14': REGISTRY,
  '15': FILE,
  '17': { PipeName: 'file.name' },
  '18': { PipeName: 'file.name' },
  '22': { QueryName: 'dns.question.name', QueryStatus: 'sysmon.dns.status', QueryResults: answersOf },
  '23': DELETED,
  '26': DELETED,
  '27': FILE,
  '28': FILE,
  '29': FILE,
};

function firstOf(...paths: readonly string[]): EcsField {
  return (read) => paths.map(read).find((value) => value !== undefined && value !== null);
}

function textAt(read: EcsReader, path: string): string | undefined {
  const value = read(path);
  const [text] = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return typeof text === 'string' && text !== '' ? text : undefined;
}

function userOf(read: EcsReader): string | undefined {
  const [domain, name] = [textAt(read, 'user.domain'), textAt(read, 'user.name')];
  return domain === undefined || name === undefined ? name : `${domain}\\${name}`;
}

/** Sysmon's own time becomes that of the event; written `2026-03-02 07:12:00.500`. */
function utcTimeOf(read: EcsReader): string | undefined {
  const time = textAt(read, '@timestamp');
  return time === undefined || !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(time)
    ? undefined
    : time.slice(0, -1).replace('T', ' ');
}

const ALGORITHMS = ['MD5', 'SHA1', 'SHA256'];

/** In the order and the case that Sysmon writes; version 7 has them at the top, too. */
function hashesIn(...of: readonly string[]): EcsField {
  return (read) => {
    const named = ALGORITHMS.flatMap((algorithm) => {
      const places = [...of.map((one) => `${one}.hash`), 'hash'].map((place) => `${place}.${algorithm.toLowerCase()}`);
      const hash = places.map((place) => textAt(read, place)).find((text) => text !== undefined);
      return hash === undefined ? [] : [`${algorithm}=${hash.toUpperCase()}`];
    });
    const imphash = of.map((one) => textAt(read, `${one}.pe.imphash`)).find((text) => text !== undefined);
    const all = imphash === undefined ? named : [...named, `IMPHASH=${imphash.toUpperCase()}`];
    return all.length === 0 ? undefined : all.join(',');
  };
}

const OUTGOING: ReadonlySet<string> = new Set(['egress', 'outbound']);
const INCOMING: ReadonlySet<string> = new Set(['ingress', 'inbound']);

function initiatedOf(read: EcsReader): string | undefined {
  const direction = textAt(read, 'network.direction') ?? '';
  return OUTGOING.has(direction) ? 'true' : INCOMING.has(direction) ? 'false' : undefined;
}

/** Version 7 has a list of maps `data` and `type`, both have the addresses; Sysmon writes all with semicolons. */
function answersOf(read: EcsReader): string | undefined {
  const answers = read('dns.answers');
  const resolved = read('dns.resolved_ip');
  const texts = [...listOf(answers).map((answer) => (isObject(answer) ? answer.data : answer)), ...listOf(resolved)];
  const unique = [...new Set(texts.filter((text) => typeof text === 'string'))];
  return unique.length === 0 ? undefined : `${unique.join(';')};`;
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [parsedObject(value) ?? value];
}
