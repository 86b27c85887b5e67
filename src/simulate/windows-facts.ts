import type { FactBase } from './fact-base.ts';
import type { Principal } from './organisation.ts';

/** 2 interactive, 3 network, 4 batch, 5 service, 7 unlock, 9 new credentials, 10 remote interactive, 11 cached. */
export type LogonType = 2 | 3 | 4 | 5 | 7 | 8 | 9 | 10 | 11;

/** Who did it, in which logon session. */
export interface Subject extends Principal {
  /** a number unique since the boot of the host, `0x3e7` for SYSTEM */
  readonly logonId: number;
}

/** What the version resource and the bytes of a program say. */
export interface FileIdentity {
  readonly company: string;
  readonly description: string;
  readonly product: string;
  readonly originalFileName: string;
  readonly fileVersion: string;
  /** lower-case hex */
  readonly md5: string;
  readonly sha256: string;
  readonly imphash: string;
  readonly isSigned: boolean;
}

/** Integrity levels of processes, as Sysmon words them. */
export type Integrity = 'Low' | 'Medium' | 'High' | 'System';

/** A process of a host; one object a process. */
export interface RunningProcess {
  readonly pid: number;
  readonly startMs: number;
  /** Sysmon's, with braces, upper case */
  readonly guid: string;
  /** full path */
  readonly image: string;
  readonly commandLine: string;
  readonly currentDirectory: string;
  readonly user: Subject;
  /** `{...}` of the logon session, as 4624 and Sysmon name it */
  readonly logonGuid: string;
  /** terminal session: 0 for services */
  readonly terminalSession: number;
  readonly integrity: Integrity;
  readonly file: FileIdentity;
  /** undefined for what starts with the system */
  readonly parent?: RunningProcess;
}

/** 4624, 4625 (with 4634 or 4647 as `logoff`). */
export interface LogonFact extends FactBase {
  readonly kind: 'logon';
  readonly outcome: 'success' | 'failure';
  readonly logonType: LogonType;
  /** who is now logged on; logonId 0 on failure */
  readonly account: Subject;
  readonly logonGuid: string;
  /** the other half of a split token; 0 without */
  readonly linkedLogonId: number;
  readonly isElevated: boolean;
  /** who asked for it: SYSTEM of this host, or nobody (S-1-0-0) for a network logon */
  readonly subject: Subject;
  /** `User32`, `Kerberos`, `NtLmSsp`, `Advapi`, `seclogo` */
  readonly logonProcess: string;
  readonly authPackage: 'Kerberos' | 'NTLM' | 'Negotiate';
  /** `NTLM V2` or `-` */
  readonly ntlmVersion: string;
  /** name the client gave, or `-` */
  readonly workstation: string;
  /** `-` for none */
  readonly sourceAddress: string;
  /** 0 for none */
  readonly sourcePort: number;
  /** the process on this host that asked; none for a network logon */
  readonly process?: RunningProcess;
  /** of logon type 9 */
  readonly networkAccount?: Principal;
  /** NTSTATUS of a failure */
  readonly failure?: LogonFailure;
}

/** e.g. 0xC000006D / 0xC000006A / `%%2313` (bad password); 0xC0000064 (no such user); 0xC0000234 (locked out). */
export interface LogonFailure {
  readonly status: number;
  readonly subStatus: number;
  readonly reason: string;
}

/** 4634; 4647 when the user chose it. */
export interface LogoffFact extends FactBase {
  readonly kind: 'logoff';
  readonly account: Subject;
  readonly logonType: LogonType;
  readonly isByUser: boolean;
}

/** 4672. */
export interface SpecialPrivilegesFact extends FactBase {
  readonly kind: 'special-privileges';
  readonly account: Subject;
  /** `SeBackupPrivilege` ... */
  readonly privileges: readonly string[];
}

/** 4648. */
export interface ExplicitCredentialsFact extends FactBase {
  readonly kind: 'explicit-credentials';
  readonly subject: Subject;
  readonly used: Principal;
  /** host, or `localhost` */
  readonly targetServer: string;
  /** SPN or the same as targetServer */
  readonly targetInfo: string;
  readonly process: RunningProcess;
  readonly sourceAddress: string;
  readonly sourcePort: number;
}

/** 4768 on a domain controller; 4771 when pre-authentication failed. */
export interface KerberosTgtFact extends FactBase {
  readonly kind: 'kerberos-tgt';
  readonly account: Principal;
  /** lower or upper case as the client wrote it */
  readonly realm: string;
  /** Kerberos error code; 0 success, 0x18 bad password, 0x6 unknown client, 0x12 locked or disabled */
  readonly status: number;
  /** 0x12 AES256, 0x17 RC4 */
  readonly encryption: number;
  readonly ticketOptions: number;
  readonly preAuthType: number;
  readonly clientAddress: string;
  readonly clientPort: number;
}

/** 4769 on a domain controller. */
export interface KerberosServiceFact extends FactBase {
  readonly kind: 'kerberos-service';
  readonly account: Principal;
  readonly realm: string;
  /** account that owns the service: `FS01$` or `svc-sql` */
  readonly service: Principal;
  /** `cifs/fs01.corp.example`: Zeek shows it, 4769 does not */
  readonly servicePrincipalName: string;
  readonly status: number;
  readonly encryption: number;
  readonly ticketOptions: number;
  readonly clientAddress: string;
  readonly clientPort: number;
  readonly logonGuid: string;
}

/** 4776 on the host that holds the account. */
export interface NtlmValidationFact extends FactBase {
  readonly kind: 'ntlm-validation';
  readonly account: Principal;
  readonly workstation: string;
  /** NTSTATUS; 0 success */
  readonly status: number;
}

/** 4688, Sysmon 1. */
export interface ProcessStartFact extends FactBase {
  readonly kind: 'process-start';
  readonly process: RunningProcess;
  /** the account it runs as when that is not who started it */
  readonly runsAs?: Subject;
}

/** 4689, Sysmon 5. */
export interface ProcessEndFact extends FactBase {
  readonly kind: 'process-end';
  readonly process: RunningProcess;
  readonly exitCode: number;
}

/** Sysmon 11, 23, 2; 4663 for audited objects. */
export interface FileFact extends FactBase {
  readonly kind: 'file';
  readonly action: 'create' | 'delete' | 'rename' | 'read' | 'change-time';
  readonly path: string;
  readonly newPath?: string;
  readonly sizeBytes: number;
  readonly process: RunningProcess;
  /** what a time-stomped file claims */
  readonly claimedTimeMs?: number;
}

/** 5140 (`relativeTarget` empty) and 5145. */
export interface ShareAccessFact extends FactBase {
  readonly kind: 'share-access';
  readonly account: Subject;
  readonly sourceAddress: string;
  readonly sourcePort: number;
  /** `\\*\C$` */
  readonly share: string;
  /** `\??\C:\`, empty for IPC$ */
  readonly localPath: string;
  readonly relativeTarget: string;
  readonly accessMask: number;
  readonly isGranted: boolean;
}

/** Sysmon 12, 13; 4657. */
export interface RegistryFact extends FactBase {
  readonly kind: 'registry';
  readonly action: 'set' | 'create-key' | 'delete-value' | 'delete-key' | 'read';
  /** `HKLM\System\...\Value`; of a read the key alone */
  readonly target: string;
  /** as Sysmon writes it: `DWORD (0x00000001)`, `C:\x.exe`, `Binary Data`; empty unless set */
  readonly details: string;
  readonly process: RunningProcess;
}

/** Sysmon 22. */
export interface DnsQueryFact extends FactBase {
  readonly kind: 'dns-query';
  readonly name: string;
  readonly queryType: 'A' | 'AAAA' | 'PTR' | 'SRV' | 'TXT';
  /** Windows DNS code; 0, or 9003 for no such name */
  readonly status: number;
  readonly answers: readonly string[];
  readonly process: RunningProcess;
}

/** System 7045, Security 4697. */
export interface ServiceInstallFact extends FactBase {
  readonly kind: 'service-install';
  readonly service: string;
  readonly filePath: string;
  readonly serviceType: 'user mode service' | 'kernel mode driver';
  readonly startType: 'auto start' | 'demand start' | 'boot start' | 'disabled';
  /** `LocalSystem` */
  readonly runsAs: string;
  readonly subject: Subject;
}

/** System 7036; 7040 when the start type changed. */
export interface ServiceStateFact extends FactBase {
  readonly kind: 'service-state';
  /** display name, as 7036 writes it */
  readonly displayName: string;
  /** short name */
  readonly service: string;
  readonly state: 'running' | 'stopped';
}

/** 4698, 4699, 4702; TaskScheduler/Operational 106, 140, 141, 200, 201. */
export interface ScheduledTaskFact extends FactBase {
  readonly kind: 'scheduled-task';
  readonly action: 'create' | 'update' | 'delete' | 'start' | 'finish';
  /** `\Backup\Nightly` */
  readonly task: string;
  readonly command: string;
  readonly arguments: string;
  readonly runsAs: Principal;
  readonly subject: Subject;
  /** of start and finish */
  readonly process?: RunningProcess;
  /** of the run, with braces */
  readonly instanceGuid: string;
}

/** 4720, 4722, 4723, 4724, 4725, 4726, 4738, 4740, 4741, 4743, 4767, 4781. */
export interface AccountChangeFact extends FactBase {
  readonly kind: 'account-change';
  readonly action:
    | 'create'
    | 'enable'
    | 'change-password'
    | 'reset-password'
    | 'disable'
    | 'delete'
    | 'change'
    | 'lock-out'
    | 'create-computer'
    | 'delete-computer'
    | 'unlock'
    | 'rename';
  readonly target: Principal;
  readonly subject: Subject;
  /** of lock-out: the host where it was tried */
  readonly callerComputer?: string;
  readonly displayName?: string;
}

/** 4728/4729 global, 4732/4733 local (built-in too), 4756/4757 universal; 4799 and 4798 when only listed. */
export interface GroupChangeFact extends FactBase {
  readonly kind: 'group-change';
  readonly action: 'add' | 'remove' | 'list';
  readonly scope: 'global' | 'local' | 'universal';
  readonly group: Principal;
  readonly member?: Principal & { readonly distinguishedName: string };
  readonly subject: Subject;
  /** of list */
  readonly process?: RunningProcess;
}

/** 4662 and 5136 on a domain controller. */
export interface DirectoryFact extends FactBase {
  readonly kind: 'directory';
  readonly action: 'read' | 'change';
  readonly subject: Subject;
  readonly objectName: string;
  readonly objectClass: string;
  /** GUIDs of 4662, with braces */
  readonly properties: readonly string[];
  readonly attribute?: string;
  readonly value?: string;
}

/** 1102 for Security, System 104 for the others. */
export interface LogClearedFact extends FactBase {
  readonly kind: 'log-cleared';
  readonly channel: string;
  readonly subject: Subject;
  readonly backupPath: string;
}

/** 4719. */
export interface AuditPolicyFact extends FactBase {
  readonly kind: 'audit-policy';
  readonly subject: Subject;
  /** `{0CCE922B-69AE-11D9-BED3-505054503030}` */
  readonly subcategoryGuid: string;
  readonly change: 'success-added' | 'success-removed' | 'failure-added' | 'failure-removed';
}

/** 4104. */
export interface ScriptBlockFact extends FactBase {
  readonly kind: 'script-block';
  readonly text: string;
  readonly scriptBlockGuid: string;
  /** empty when typed */
  readonly scriptPath: string;
  readonly isFlagged: boolean;
  readonly process: RunningProcess;
}

/** Windows PowerShell 400, 403; 4103 with `commands`. */
export interface PowerShellEngineFact extends FactBase {
  readonly kind: 'powershell-engine';
  readonly action: 'start' | 'stop';
  readonly hostApplication: string;
  readonly engineVersion: string;
  readonly hostGuid: string;
  readonly process: RunningProcess;
}

/** 4103. */
export interface PowerShellCommandFact extends FactBase {
  readonly kind: 'powershell-command';
  readonly command: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
  readonly hostApplication: string;
  readonly process: RunningProcess;
}

/** WMI-Activity/Operational 5857, 5858, 5860, 5861. */
export interface WmiFact extends FactBase {
  readonly kind: 'wmi';
  readonly action: 'provider-start' | 'operation-failed' | 'temporary-consumer' | 'permanent-consumer';
  readonly provider: string;
  readonly providerPath: string;
  readonly query: string;
  readonly namespace: string;
  /** HRESULT */
  readonly result: number;
  readonly user: Principal;
  /** the host that asked */
  readonly clientMachine: string;
  readonly clientPid: number;
  readonly hostPid: number;
}

/** WinRM/Operational: 6 and 169 (client and user), 91 (shell), 142 (failed). */
export interface RemoteManagementFact extends FactBase {
  readonly kind: 'remote-management';
  readonly action: 'session-opened' | 'shell-created' | 'authenticated' | 'failed';
  readonly connection: string;
  readonly user: Principal;
  readonly process: RunningProcess;
}

/** Application log, source ESENT or NTDS ISAM. */
export interface DatabaseEngineFact extends FactBase {
  readonly kind: 'database-engine';
  readonly provider: 'ESENT' | 'NTDS ISAM';
  /**
   * 102 instance started, 103 stopped, 105 engine up, 216 location changed, 300-302 recovery, 325 created, 326
   * attached, 327 detached, 330 version
   */
  readonly eventId: 102 | 103 | 105 | 216 | 300 | 301 | 302 | 325 | 326 | 327 | 330;
  /** `ntdsutil`, `NTDS`, `lsass`, `svchost`, `wuaueng.dll` */
  readonly processName: string;
  readonly pid: number;
  /** instance name, or empty */
  readonly instance: string;
  /** database of 216, 325, 326, 327 */
  readonly database: string;
  /** of 216: where it was */
  readonly oldDatabase: string;
}

/** System volsnap, Application VSS 8222 and 8224. */
export interface ShadowCopyFact extends FactBase {
  readonly kind: 'shadow-copy';
  readonly action: 'create' | 'delete' | 'service-stopped';
  readonly user: Principal;
  readonly process: RunningProcess;
  /** `{...}` */
  readonly shadowGuid: string;
  readonly setGuid: string;
  /** `\\?\GLOBALROOT\Device\HarddiskVolumeShadowCopy3` */
  readonly device: string;
  /** `C:` */
  readonly volume: string;
}

/** Windows Defender/Operational 1116, 1117; 1015 for behaviour. */
export interface MalwareDetectionFact extends FactBase {
  readonly kind: 'malware-detection';
  readonly action: 'detected' | 'acted';
  readonly threat: string;
  readonly threatId: number;
  readonly severity: 'Low' | 'Moderate' | 'High' | 'Severe';
  readonly category: string;
  /** `file:_C:\x.exe` or `CmdLine:_C:\...` or `behavior:_pid:...` */
  readonly path: string;
  readonly processName: string;
  readonly user: Principal;
  /** Quarantine, Remove, Block ... */
  readonly response: string;
  readonly detectionGuid: string;
}

/** Windows Defender/Operational 2000, 1000, 1001, 5001, 5007. */
export interface DefenderStatusFact extends FactBase {
  readonly kind: 'defender-status';
  readonly action: 'signatures-updated' | 'scan-started' | 'scan-finished' | 'protection-disabled' | 'setting-changed';
  readonly oldValue: string;
  readonly newValue: string;
}

/** Firewall With Advanced Security 2004, 2005, 2006; Security 4946, 4947, 4948. */
export interface HostFirewallFact extends FactBase {
  readonly kind: 'host-firewall';
  readonly action: 'add' | 'change' | 'delete';
  readonly ruleId: string;
  readonly rule: string;
  readonly direction: 'in' | 'out';
  readonly isAllow: boolean;
  readonly protocol: 'tcp' | 'udp' | 'any';
  readonly localPorts: string;
  readonly remoteAddresses: string;
  readonly application: string;
  readonly process: RunningProcess;
}

/** TerminalServices-LocalSessionManager 21-25, 39, 40; RemoteConnectionManager 1149; 4778, 4779; the client's 1024, 1102. */
export interface RdpSessionFact extends FactBase {
  readonly kind: 'rdp-session';
  readonly action: 'authenticated' | 'logon' | 'shell-start' | 'logoff' | 'disconnect' | 'reconnect' | 'client-connect';
  readonly user: Subject;
  readonly terminalSession: number;
  /** `LOCAL` at the console */
  readonly sourceAddress: string;
  readonly sourceName: string;
  /** of client-connect */
  readonly destination: string;
}

/** Kernel-General 12, 13; EventLog 6005, 6006, 6008, 6009, 6013; User32 1074; Security 4608, 1100. */
export interface PowerFact extends FactBase {
  readonly kind: 'power';
  readonly action: 'boot' | 'shutdown-asked' | 'shutdown' | 'unexpected-shutdown' | 'uptime';
  readonly user: Principal;
  readonly reason: string;
  readonly uptimeSeconds: number;
  /** what asked for it */
  readonly process?: RunningProcess;
}

/** Security 4616, Kernel-General 1. */
export interface TimeChangeFact extends FactBase {
  readonly kind: 'time-change';
  readonly previousMs: number;
  readonly subject: Subject;
  readonly process: RunningProcess;
}

/** WindowsUpdateClient 19, 43, 44; MsiInstaller 1033, 11707, 1034. */
export interface SoftwareFact extends FactBase {
  readonly kind: 'software';
  readonly action: 'download-update' | 'install-update' | 'updated' | 'install' | 'remove';
  /** `2026-11 Cumulative Update ... (KB5031364)` */
  readonly title: string;
  readonly version: string;
  readonly vendor: string;
  readonly user: Principal;
}

/** Sysmon 10. */
export interface ProcessAccessFact extends FactBase {
  readonly kind: 'process-access';
  readonly source: RunningProcess;
  readonly target: RunningProcess;
  readonly accessMask: number;
  readonly callTrace: string;
}

/** Sysmon 7. */
export interface ImageLoadFact extends FactBase {
  readonly kind: 'image-load';
  readonly process: RunningProcess;
  readonly loaded: string;
  readonly file: FileIdentity;
}

/** Sysmon 17, 18. */
export interface PipeFact extends FactBase {
  readonly kind: 'pipe';
  readonly action: 'create' | 'connect';
  readonly pipe: string;
  readonly process: RunningProcess;
}

/** Any other record, written as it stands: `data` in the order of its template, to `EventData`. */
export interface OtherEventFact extends FactBase {
  readonly kind: 'other-event';
  readonly channel: string;
  readonly provider: string;
  readonly eventId: number;
  /** 1 critical to 5 verbose, 0 always */
  readonly level: number;
  readonly user?: Principal;
  readonly process?: RunningProcess;
  readonly data: readonly (readonly [name: string, value: string | number])[];
}

/** What Windows hosts see of themselves. */
export type WindowsFact =
  | LogonFact
  | LogoffFact
  | SpecialPrivilegesFact
  | ExplicitCredentialsFact
  | KerberosTgtFact
  | KerberosServiceFact
  | NtlmValidationFact
  | ProcessStartFact
  | ProcessEndFact
  | FileFact
  | ShareAccessFact
  | RegistryFact
  | DnsQueryFact
  | ServiceInstallFact
  | ServiceStateFact
  | ScheduledTaskFact
  | AccountChangeFact
  | GroupChangeFact
  | DirectoryFact
  | LogClearedFact
  | AuditPolicyFact
  | ScriptBlockFact
  | PowerShellEngineFact
  | PowerShellCommandFact
  | WmiFact
  | RemoteManagementFact
  | DatabaseEngineFact
  | ShadowCopyFact
  | MalwareDetectionFact
  | DefenderStatusFact
  | HostFirewallFact
  | RdpSessionFact
  | PowerFact
  | TimeChangeFact
  | SoftwareFact
  | ProcessAccessFact
  | ImageLoadFact
  | PipeFact
  | OtherEventFact;
