import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEV_FOLDER, hasDevCorpus } from '../../../test/dev-corpus.ts';
import type { RecordPlace } from '../log-writer.ts';
import { createRecordWriter, type RecordOptions } from './index.ts';
import { MemoryFiles } from './memory-files.ts';
import { ZEEK } from './network/zeek-logs.ts';
import { SAMPLE_FACTS } from './sample-facts.ts';
import { ORGANISATION } from './sample-organisation.ts';

function filesOf(options: RecordOptions = {}, facts = SAMPLE_FACTS): MemoryFiles {
  const files = new MemoryFiles();
  const writer = createRecordWriter(ORGANISATION, files.put, options);
  for (const fact of facts) writer.write(fact);
  writer.finish();
  return files;
}

const files = filesOf();
const zeekFiles = files.names.filter((name) => name.startsWith('zeek/'));

describe('FortiGate lines', () => {
  // Fortinet, FortiOS Log Message Reference 7.0 to 7.4: level and fields that a message has besides the common ones.
  const MESSAGES: Readonly<Record<string, readonly [level: string, fields: string]>> = {
    '0000000013': [
      'notice',
      'srcip srcport srcintf dstip dstport dstintf sessionid proto action policyid service duration sentbyte rcvdbyte',
    ],
    '0001000014': [
      'notice',
      'srcip srcport srcintf dstip dstport dstintf sessionid proto action policyid service duration sentbyte rcvdbyte',
    ],
    '0100020234': ['alert', 'logdesc severity msg'],
    '0100032001': ['information', 'logdesc sn user ui method srcip dstip action status reason profile msg'],
    '0100032002': ['alert', 'logdesc sn user ui method srcip dstip action status reason msg'],
    '0100032003': ['information', 'logdesc sn user ui method srcip dstip action status duration reason msg'],
    '0100032009': ['information', 'logdesc msg'],
    '0100032021': ['alert', 'logdesc user ui action status reason msg'],
    '0100032029': ['warning', 'logdesc action msg'],
    '0100032095': ['warning', 'logdesc user ui action status msg'],
    '0100032142': ['notice', 'logdesc user ui action status msg'],
    '0100032143': ['warning', 'logdesc user ui action msg'],
    '0100032200': ['critical', 'logdesc user ui action msg'],
    '0100032202': ['critical', 'logdesc user ui action status msg'],
    '0100032546': ['warning', 'logdesc action msg'],
    '0100040704': ['notice', 'logdesc action cpu mem totalsession msg'],
    '0100041000': ['notice', 'logdesc status msg'],
    '0100044545': ['information', 'logdesc user ui action cfgtid cfgpath cfgobj msg'],
    '0100044546': ['information', 'logdesc user ui action cfgtid cfgpath cfgattr msg'],
    '0100044547': ['information', 'logdesc user ui action cfgtid cfgpath cfgobj cfgattr msg'],
    '0101039424': ['information', 'logdesc action tunneltype tunnelid remip user group dst_host reason msg'],
    '0101039425': [
      'information',
      'logdesc action tunneltype tunnelid remip user group dst_host reason duration sentbyte rcvdbyte msg',
    ],
    '0101039426': ['alert', 'logdesc action tunneltype tunnelid remip user group dst_host reason msg'],
    '0101039943': ['information', 'logdesc action tunneltype tunnelid remip user group dst_host reason msg'],
    '0101039947': ['information', 'logdesc action tunneltype tunnelid remip tunnelip user group dst_host reason msg'],
    '0101039948': [
      'information',
      'logdesc action tunneltype tunnelid remip tunnelip user group dst_host reason duration sentbyte rcvdbyte msg',
    ],
    '0101039949': [
      'information',
      'logdesc action tunneltype tunnelid remip tunnelip user group dst_host reason duration sentbyte rcvdbyte msg',
    ],
    '0108037903': ['information', 'logdesc sync_type sync_status msg'],
  };
  const COMMON = 'date time devname devid eventtime tz logid type subtype level vd'.split(' ');
  const NUMBERS =
    /^(eventtime|.*port|sessionid|proto|policyid|duration|.*byte|.*pkt|cfgtid|tunnelid|cpu|mem|totalsession)$/;

  /** `Mar  2 09:15:01 HOST` and pairs of name and value; values with spaces stand in quotes. */
  function parse(line: string): ReadonlyMap<string, string> {
    const head = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ /.exec(line);
    expect(head, line).not.toBeNull();
    const pairs = [...line.slice(head![0].length).matchAll(/([a-z_]+)=(?:"((?:[^"\\]|\\.)*)"|([^" ]+))(?: |$)/g)];
    expect(pairs.map(([whole]) => whole).join('')).toBe(line.slice(head![0].length));
    return new Map(pairs.map(([, name, quoted, bare]) => [name!, quoted ?? bare!]));
  }

  const lines = files.text('syslog/FW01/2026-03-02.log').trimEnd().split('\n').map(parse);

  test('are of every message that facts lead to', () => {
    expect([...new Set(lines.map((line) => line.get('logid')!))].sort()).toEqual(Object.keys(MESSAGES));
  });

  test.each(lines.map((line, index) => [index + 1, line.get('logid')!, line] as const))(
    'line %i (%s) has the fields of its message',
    (_, logId, line) => {
      const [level, fields] = MESSAGES[logId]!;
      expect([...line.keys()].slice(0, COMMON.length)).toEqual(COMMON);
      expect([...line.keys()]).toEqual(expect.arrayContaining(fields.split(' ')));
      expect(line.get('level')).toBe(level);
      for (const [name, value] of line) if (NUMBERS.test(name)) expect(value).toMatch(/^\d+$/);
      const timeMs = Date.parse(`${line.get('date')}T${line.get('time')}${line.get('tz')}`);
      expect(timeMs).toBe(Math.floor(Number(BigInt(line.get('eventtime')!) / 1_000_000_000n)) * 1000);
    },
  );
});

describe('Zeek logs', () => {
  const CELL: Readonly<Record<string, RegExp>> = {
    time: /^\d+\.\d{6}$/,
    interval: /^\d+\.\d{6}$/,
    count: /^\d+$/,
    int: /^-?\d+$/,
    port: /^\d+$/,
    bool: /^[TF]$/,
    addr: /^[0-9a-f.:]+$/,
    string: /./,
    enum: /^[\w:]+$/,
    double: /^-?[\d.]+$/,
  };

  interface Table {
    readonly names: readonly string[];
    readonly types: readonly string[];
    readonly rows: readonly (readonly string[])[];
  }

  function tableOf(file: string): Table {
    const lines = files.text(file).trimEnd().split('\n');
    const cells = (tag: string): readonly string[] =>
      lines
        .find((line) => line.startsWith(`#${tag}\t`))!
        .split('\t')
        .slice(1);
    const rows = lines.filter((line) => !line.startsWith('#')).map((line) => line.split('\t'));
    return { names: cells('fields'), types: cells('types'), rows };
  }

  test.each(zeekFiles)('%s holds what its head declares', (file) => {
    const lines = files.text(file).trimEnd().split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '#separator \\x09',
      '#set_separator\t,',
      '#empty_field\t(empty)',
      '#unset_field\t-',
    ]);
    expect(lines[4]).toBe(`#path\t${file.replace(/^.*\/|\.log$/g, '')}`);
    expect(lines.at(-1)).toMatch(/^#close\t\d{4}(-\d\d){5}$/);
    const { names, types, rows } = tableOf(file);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row).toHaveLength(names.length);
      row.forEach((cell, column) => {
        const type = types[column]!.replace(/^(set|vector)\[(.*)\]$/, '$2');
        if (cell === '-' || cell === '(empty)') return;
        const parts = types[column] === type ? [cell] : cell.split(',');
        for (const part of parts) expect(part, `${file} ${names[column]}`).toMatch(CELL[type]!);
      });
    }
  });

  test('are linked: every uid is a connection, every file of an exchange is in files.log', () => {
    const column = (path: string, name: string): readonly string[] => {
      const { names, rows } = tableOf(`zeek/ZEEK01/2026-03-02/${path}.log`);
      return rows.map((row) => row[names.indexOf(name)]!);
    };
    const connections = column('conn', 'uid');
    for (const file of zeekFiles) {
      const { names, rows } = tableOf(file);
      if (names.includes('uid')) for (const row of rows) expect(connections).toContain(row[names.indexOf('uid')]);
    }
    const fuids = column('files', 'fuid');
    expect(fuids).toEqual(expect.arrayContaining([...column('http', 'resp_fuids'), ...column('smb_files', 'fuid')]));
    expect(fuids).toEqual(expect.arrayContaining([...column('pe', 'id')]));
    expect(column('x509', 'fingerprint')).toEqual(column('ssl', 'cert_chain_fps'));
  });

  test('say the same as JSON', () => {
    const json = filesOf({ zeek: { format: 'json' } });
    for (const file of zeekFiles) {
      const { names, types, rows } = tableOf(file);
      const objects = json
        .text(file)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(objects.map((object) => cellsOf(object, names, types))).toEqual(rows);
    }
  });

  function cellsOf(
    object: Readonly<Record<string, unknown>>,
    names: readonly string[],
    types: readonly string[],
  ): readonly string[] {
    return names.map((name, column) => {
      const value = object[name];
      if (value === undefined) return '-';
      const isTime = /time|interval/.test(types[column]!);
      const cell = (part: unknown): string => {
        if (typeof part === 'boolean') return part ? 'T' : 'F';
        if (typeof part === 'number' && isTime) return part.toFixed(6);
        return String(part).replaceAll('\\', '\\\\');
      };
      if (Array.isArray(value)) return value.length === 0 ? '(empty)' : value.map(cell).join(',');
      return cell(value);
    });
  }

  test('tell a connection when it has ended, and an exchange when it happened', () => {
    const flow = SAMPLE_FACTS.find((fact) => fact.kind === 'flow')!;
    const later = { ...SAMPLE_FACTS[0]!, timeMs: flow.timeMs + 60_000 };
    const places: RecordPlace[] = [];
    const writer = createRecordWriter(ORGANISATION, new MemoryFiles().put);
    writer.write(flow, places);
    expect(places.filter(({ file }) => file.startsWith('zeek/'))).toEqual([]);
    writer.write(later);
    expect(places.filter(({ file }) => file.startsWith('zeek/')).map(({ file }) => file.replace(/^.*\//, ''))).toEqual([
      'ntlm.log',
      'kerberos.log',
      'smb_mapping.log',
      'smb_files.log',
      'files.log',
      'smb_files.log',
      'files.log',
      'pe.log',
      'smb_files.log',
      'files.log',
      'pe.log',
      'dce_rpc.log',
      'conn.log',
    ]);
  });

  test('name the sections of a program that is copied', () => {
    const { names, rows } = tableOf('zeek/ZEEK01/2026-03-02/pe.log');
    expect(rows.map((row) => row[names.indexOf('section_names')])).toEqual([
      'UPX0,UPX1,.rsrc',
      '.text,.rdata,.data,.pdata,.rsrc,.reloc',
    ]);
  });

  describe.skipIf(!hasDevCorpus('comparing heads of simulated Zeek logs with recorded ones'))(
    'beside recorded ones',
    () => {
      /** Logs to which local scripts add columns; kerberos is recorded only with a script that does so too, pe only as JSON. */
      const WITHOUT_COUNTERPART = ['dce_rpc', 'kerberos', 'pe', 'ssl'];
      const heads = new Map<string, Set<string>>();
      for (const name of readdirSync(join(DEV_FOLDER, 'zeek/btest'), { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.log')) continue;
        const text = readFileSync(join(DEV_FOLDER, 'zeek/btest', name), 'utf8');
        const [path, fields, types] = ['path', 'fields', 'types'].map(
          (tag) => new RegExp(`^#${tag}\t(.*)$`, 'm').exec(text)?.[1],
        );
        heads.set(path ?? '', (heads.get(path ?? '') ?? new Set()).add(`${fields}\n${types}`));
      }

      const compared = Object.values(ZEEK).filter(({ path }) => !WITHOUT_COUNTERPART.includes(path));

      test.each(compared.map(({ path, fields }) => [path, fields] as const))('%s has their columns', (path, fields) => {
        const own = `${fields.map(([name]) => name).join('\t')}\n${fields.map(([, type]) => type).join('\t')}`;
        expect([...(heads.get(path) ?? [])]).toContain(own);
      });
    },
  );
});

describe('sign-ins of the cloud', () => {
  // Microsoft, "Sign-in logs schema in Azure Monitor": members of every entry, and of its properties.
  const MEMBERS =
    'time resourceId operationName operationVersion category tenantId resultType resultSignature durationMs callerIpAddress correlationId identity Level location properties';
  const PROPERTIES =
    'id createdDateTime userDisplayName userPrincipalName userId appId appDisplayName ipAddress status clientAppUsed userAgent deviceDetail location correlationId conditionalAccessStatus authenticationRequirement isInteractive riskDetail riskLevelAggregated riskLevelDuringSignIn riskState';
  const entries = files
    .text('entra/signin/2026-03-02.json')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown> & { readonly properties: Record<string, unknown> });

  test('have every member that the export has', () => {
    expect(entries).toHaveLength(3);
    for (const entry of entries) {
      expect(Object.keys(entry)).toEqual(expect.arrayContaining(MEMBERS.split(' ')));
      expect(Object.keys(entry.properties)).toEqual(expect.arrayContaining(PROPERTIES.split(' ')));
      expect(entry.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
    }
  });

  test('say the same of the outcome twice', () => {
    for (const { resultType, properties } of entries) {
      expect(properties.status).toMatchObject({ errorCode: Number(resultType) });
    }
  });
});

describe('text logs', () => {
  test('begin a new file each day, with a head of its own', () => {
    const day = 86_400_000;
    const twoDays = [...SAMPLE_FACTS, ...SAMPLE_FACTS.map((fact) => ({ ...fact, timeMs: fact.timeMs + day }))];
    const names = filesOf({}, twoDays).names.filter((name) => !name.endsWith('.evtx'));
    const ofDay = (text: string): readonly string[] => names.filter((name) => name.includes(text));
    expect(ofDay('2026-03-03').length + ofDay('260303').length).toBe(names.length / 2);
    expect(filesOf({}, twoDays).text('iis/WEB01/W3SVC1/u_ex260303.log')).toContain('#Fields: date time');
  });

  test('of IIS and DHCP have a value for every column', () => {
    const iis = files.text('iis/WEB01/W3SVC1/u_ex260302.log').trimEnd().split('\r\n');
    const columns = iis
      .find((line) => line.startsWith('#Fields: '))!
      .split(' ')
      .slice(1);
    expect(iis.filter((line) => !line.startsWith('#')).map((line) => line.split(' ').length)).toEqual([columns.length]);
    const dhcp = files.text('dhcp/DC01/2026-03-02/DhcpSrvLog-Mon.log').trimEnd().split('\r\n');
    const head = dhcp.findIndex((line) => line.startsWith('ID,Date'));
    const count = dhcp[head]!.split(',').length;
    expect(dhcp.slice(head + 1).map((line) => line.split(',').length)).toEqual([count, count, count]);
  });
});
