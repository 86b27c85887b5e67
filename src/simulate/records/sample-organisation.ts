import type { FileIdentity, RunningProcess, Subject } from '../facts.ts';
import { type HostLogging, LOG_SETTINGS } from '../log-settings.ts';
import type { Host, HostRole, ZoneName } from '../organisation.ts';
import { guidOf, hash32, hexOf } from '../random.ts';
import type { LogSources } from './log-sources.ts';

/** A small invented company for the tests of this folder: one machine of each role that writes logs. */

export const DOMAIN_SID = 'S-1-5-21-1111111111-2222222222-3333333333';

const FULL_LOGGING: HostLogging = new Set(LOG_SETTINGS);

/** A host that logs everything; `DC01` of the tests. */
export function sampleHost(name: string, role: HostRole, zone: ZoneName, extra: Partial<Host> = {}): Host {
  return {
    name,
    fqdn: `${name.toLowerCase()}.corp.example`,
    role,
    zone,
    domain: 'CORP',
    sid: `${DOMAIN_SID}-${1000 + (hash32(name) % 500)}`,
    localSid: `S-1-5-21-4-5-${hash32(name)}`,
    system: 'Windows Server 2019 Standard',
    version: '10.0.17763',
    mac: `00:15:5d:${hexOf(name, 6).match(/../g)!.join(':')}`,
    utcOffsetMinutes: 60,
    logging: FULL_LOGGING,
    ...extra,
  };
}

export const DC01 = sampleHost('DC01', 'domain-controller', 'servers');
export const WS01 = sampleHost('WS01', 'workstation', 'clients', {
  system: 'Windows 11 Enterprise',
  version: '10.0.22631',
});
export const WEB01 = sampleHost('WEB01', 'iis-server', 'servers');
export const APP01 = sampleHost('APP01', 'tomcat-server', 'servers');
export const FW01 = sampleHost('FW01', 'firewall', 'outside', { system: 'FortiOS 7.2.8', serial: 'FG100FTK20000001' });
export const DIR01 = sampleHost('DIR01', 'network-controller', 'servers', { system: 'Ubuntu 18.04 LTS' });
export const ZEEK01 = sampleHost('ZEEK01', 'sensor', 'servers', { system: 'Debian 12' });

export const ORGANISATION: LogSources = {
  name: 'Sample Works',
  utcOffsetMinutes: 60,
  zones: [
    { name: 'servers', network: '10.1.1.0/24', interfaceName: 'port2', interfaceRole: 'lan' },
    { name: 'clients', network: '10.1.2.0/24', interfaceName: 'port3', interfaceRole: 'lan' },
    { name: 'outside', network: '0.0.0.0/0', interfaceName: 'wan1', interfaceRole: 'wan' },
    { name: 'vpn', network: '10.1.9.0/24', interfaceName: 'ssl.root', interfaceRole: 'undefined' },
  ],
  hosts: [DC01, WS01, WEB01, APP01, FW01, ZEEK01, DIR01],
};

export const SYSTEM: Subject = { sid: 'S-1-5-18', user: 'SYSTEM', domain: 'NT AUTHORITY', logonId: 0x3e7 };
export const NOBODY: Subject = { sid: 'S-1-0-0', user: '-', domain: '-', logonId: 0 };
export const WEBER: Subject = { sid: `${DOMAIN_SID}-1601`, user: 'j.weber', domain: 'CORP', logonId: 0x4a2c1 };
export const ADMIN: Subject = { sid: `${DOMAIN_SID}-1602`, user: 'adm-weber', domain: 'CORP', logonId: 0x7f00a1 };
export const DC01_ACCOUNT: Subject = { sid: DC01.sid, user: 'DC01$', domain: 'CORP', logonId: 0x3e7 };

export const NO_GUID = '{00000000-0000-0000-0000-000000000000}';

/** 2026-03-02, a Monday, 09:15 in the company's zone. */
export const START_MS = Date.UTC(2026, 2, 2, 8, 15, 0, 250);

const MICROSOFT: FileIdentity = {
  company: 'Microsoft Corporation',
  description: 'Windows Command Processor',
  product: 'Microsoft® Windows® Operating System',
  originalFileName: 'Cmd.Exe',
  fileVersion: '10.0.17763.1697 (WinBuild.160101.0800)',
  md5: hexOf('cmd md5', 32),
  sha256: hexOf('cmd sha256', 64),
  imphash: hexOf('cmd imphash', 32),
  isSigned: true,
};

/** A process that runs `image`. */
export function sampleProcess(image: string, user: Subject, extra: Partial<RunningProcess> = {}): RunningProcess {
  return {
    pid: ((hash32(image) % 2000) + 100) * 4,
    startMs: START_MS,
    guid: guidOf(hexOf(image, 32)),
    image,
    commandLine: `"${image}"`,
    currentDirectory: 'C:\\Windows\\System32\\',
    user,
    logonGuid: guidOf(hexOf(user.user, 32)),
    terminalSession: user.sid === 'S-1-5-18' ? 0 : 2,
    integrity: user.sid === 'S-1-5-18' ? 'System' : 'High',
    file: MICROSOFT,
    ...extra,
  };
}

export const SERVICES = sampleProcess('C:\\Windows\\System32\\services.exe', SYSTEM);
export const LSASS = sampleProcess('C:\\Windows\\System32\\lsass.exe', SYSTEM);
export const CMD = sampleProcess('C:\\Windows\\System32\\cmd.exe', ADMIN, { parent: SERVICES });
export const NTDSUTIL = sampleProcess('C:\\Windows\\System32\\ntdsutil.exe', ADMIN, {
  commandLine: 'ntdsutil "ac i ntds" ifm "create full c:\\temp\\pro" q q',
  parent: CMD,
});
export const POWERSHELL = sampleProcess('C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', ADMIN, {
  parent: CMD,
});
export { MICROSOFT as SAMPLE_FILE };
