import type { FactBase } from './fact-base.ts';
import type { Host, ZoneName } from './organisation.ts';
import type { RunningProcess } from './windows-facts.ts';

/** The two ends of a flow. */
export interface Endpoints {
  readonly sourceAddress: string;
  readonly sourcePort: number;
  readonly destinationAddress: string;
  readonly destinationPort: number;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
}

/**
 * A connection, told at its start: Zeek's conn.log and its protocol logs when `isAtSensor`; Sysmon 3 and 5156 of the
 * source when `process` is known and of the destination when `destinationHost` is. `host` is the source, or the
 * firewall when the source is outside.
 */
export interface FlowFact extends FactBase, Endpoints {
  readonly kind: 'flow';
  readonly durationMs: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly sentPackets: number;
  readonly receivedPackets: number;
  /** Zeek's conn_state: SF, S0, REJ, RSTO ... */
  readonly state: string;
  readonly history: string;
  /** Zeek's uid */
  readonly uid: string;
  /** Zeek's service: `gssapi,smb,krb`, empty when not told */
  readonly service: string;
  readonly isAtSensor: boolean;
  readonly process?: RunningProcess;
  readonly destinationHost?: Host;
  readonly destinationProcess?: RunningProcess;
  /** name of the other side that Sysmon shows */
  readonly destinationName?: string;
  readonly details: readonly FlowDetail[];
}

/** What Zeek's analysers say of a flow; `afterMs` counts from its start. */
export type FlowDetail =
  | DnsDetail
  | HttpDetail
  | TlsDetail
  | SmbMappingDetail
  | SmbFileDetail
  | DceRpcDetail
  | KerberosDetail
  | NtlmDetail
  | RdpDetail
  | SshDetail
  | LdapDetail
  | DhcpDetail;

/** A question to a name server and its answer: dns.log. */
export interface DnsDetail {
  readonly protocol: 'dns';
  readonly afterMs: number;
  readonly query: string;
  readonly queryType: 'A' | 'AAAA' | 'PTR' | 'SRV' | 'TXT';
  /** NOERROR, NXDOMAIN */
  readonly responseCode: string;
  readonly answers: readonly string[];
  readonly ttlSeconds: number;
  readonly roundTripMs: number;
}

/** A request in clear text: http.log. */
export interface HttpDetail {
  readonly protocol: 'http';
  readonly afterMs: number;
  readonly method: string;
  readonly hostName: string;
  readonly uri: string;
  readonly userAgent: string;
  readonly referrer: string;
  readonly status: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly mimeType: string;
}

/** A handshake: ssl.log, and x509.log when the certificate is readable. */
export interface TlsDetail {
  readonly protocol: 'tls';
  readonly afterMs: number;
  readonly version: 'TLSv12' | 'TLSv13';
  readonly cipher: string;
  readonly serverName: string;
  readonly ja3: string;
  readonly ja3s: string;
  /** not sent readably in TLS 1.3 */
  readonly certificate?: Certificate;
  readonly isEstablished: boolean;
}

/** A server's certificate. */
export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly names: readonly string[];
  /** SHA-256, lower-case hex */
  readonly fingerprint: string;
  readonly isValid: boolean;
}

/** A share is opened: smb_mapping.log. */
export interface SmbMappingDetail {
  readonly protocol: 'smb-mapping';
  readonly afterMs: number;
  /** `\\fs01.corp.example\projects` */
  readonly path: string;
  readonly shareType: 'DISK' | 'PIPE';
}

/** A file in a share is worked with: smb_files.log. */
export interface SmbFileDetail {
  readonly protocol: 'smb-file';
  readonly afterMs: number;
  readonly action: 'open' | 'read' | 'write' | 'delete' | 'rename';
  /** share as in the mapping */
  readonly path: string;
  readonly name: string;
  readonly previousName?: string;
  readonly sizeBytes: number;
  /** of a program: names of its sections when a packer made them */
  readonly sections?: readonly string[];
}

/** A remote call: dce_rpc.log. */
export interface DceRpcDetail {
  readonly protocol: 'dce-rpc';
  readonly afterMs: number;
  /** `svcctl`, `IWbemServices`, `drsuapi` */
  readonly endpoint: string;
  /** `CreateServiceW`, `ExecMethod` */
  readonly operation: string;
  readonly namedPipe: string;
  readonly roundTripMs: number;
}

/** An exchange with the key distribution centre: kerberos.log. */
export interface KerberosDetail {
  readonly protocol: 'kerberos';
  readonly afterMs: number;
  readonly request: 'AS' | 'TGS' | 'AP';
  /** `j.weber/CORP.EXAMPLE` */
  readonly client: string;
  readonly service: string;
  readonly isSuccess: boolean;
  readonly error: string;
  /** `aes256-cts-hmac-sha1-96`, `rc4-hmac` */
  readonly cipher: string;
}

/** An NTLM authentication inside another protocol: ntlm.log. */
export interface NtlmDetail {
  readonly protocol: 'ntlm';
  readonly afterMs: number;
  readonly user: string;
  readonly domain: string;
  readonly workstation: string;
  readonly serverName: string;
  readonly isSuccess: boolean;
}

/** What is readable of a remote desktop: rdp.log. */
export interface RdpDetail {
  readonly protocol: 'rdp';
  readonly afterMs: number;
  readonly cookie: string;
  readonly result: string;
  readonly securityProtocol: string;
  readonly clientName: string;
}

/** What is readable of SSH: ssh.log. */
export interface SshDetail {
  readonly protocol: 'ssh';
  readonly afterMs: number;
  readonly client: string;
  readonly server: string;
  readonly isSuccess: boolean;
  readonly attempts: number;
}

/** A bind or search: ldap.log, ldap_search.log. */
export interface LdapDetail {
  readonly protocol: 'ldap';
  readonly afterMs: number;
  readonly operation: 'bind' | 'search';
  readonly object: string;
  readonly filter: string;
  readonly scope: 'base' | 'single' | 'tree';
  readonly results: number;
}

/** A lease on the wire: dhcp.log. */
export interface DhcpDetail {
  readonly protocol: 'dhcp';
  readonly afterMs: number;
  readonly mac: string;
  readonly hostName: string;
  readonly assignedAddress: string;
  readonly leaseSeconds: number;
}

/** A lease of the DHCP server, which is `host`: its audit log; Zeek shows it by a `flow`. */
export interface DhcpLeaseFact extends FactBase {
  readonly kind: 'dhcp-lease';
  readonly action: 'assign' | 'renew' | 'release';
  readonly client: Host;
  readonly address: string;
  readonly leaseSeconds: number;
}

/** A line of an IIS or Tomcat access log; `host` is the server. */
export interface WebRequestFact extends FactBase {
  readonly kind: 'web-request';
  readonly server: 'iis' | 'tomcat';
  readonly serverAddress: string;
  readonly serverPort: number;
  readonly clientAddress: string;
  readonly clientPort: number;
  readonly method: string;
  readonly path: string;
  /** without its question mark; empty for none */
  readonly query: string;
  /** `-` for none */
  readonly user: string;
  readonly userAgent: string;
  readonly referrer: string;
  readonly hostName: string;
  readonly status: number;
  readonly subStatus: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly tookMs: number;
}

/** A line of the FortiGate's traffic log, told at its end. */
export interface FirewallTrafficFact extends FactBase, Endpoints {
  readonly kind: 'firewall-traffic';
  readonly action: 'accept' | 'deny' | 'close' | 'timeout' | 'client-rst' | 'server-rst';
  /** `forward` through it, `local` to or from the device itself */
  readonly direction: 'forward' | 'local';
  /** `device` when the firewall itself calls */
  readonly sourceZone: ZoneName | 'device';
  readonly destinationZone: ZoneName;
  readonly sourceCountry: string;
  readonly destinationCountry: string;
  /** 0 is the implicit deny */
  readonly policyId: number;
  readonly sessionId: number;
  readonly durationSeconds: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly sentPackets: number;
  readonly receivedPackets: number;
  /** `HTTPS`, `RDP`, `tcp/8443` */
  readonly service: string;
  readonly application: string;
  /** of NAT on the way out; empty for none */
  readonly translatedAddress: string;
  readonly translatedPort: number;
  /** of a VPN user; empty for none */
  readonly user: string;
  readonly group: string;
}

/** Log ids 32001 (success), 32002 (failure), 32003 (logout), 32021 (lock-out). */
export interface FirewallAdminFact extends FactBase {
  readonly kind: 'firewall-admin';
  readonly action: 'login' | 'login-failed' | 'logout' | 'lock-out';
  readonly user: string;
  /** `https(203.0.113.5)`, `ssh(10.1.1.5)`, `jsconsole`, `Node.js` */
  readonly ui: string;
  readonly method: string;
  readonly sourceAddress: string;
  readonly destinationAddress: string;
  readonly profile: string;
  /** of a failure: `passwd_invalid`, `name_invalid` */
  readonly reason: string;
  readonly durationSeconds: number;
}

/** Log ids 44546 (attribute), 44547 (object with attribute), 44545 (object). */
export interface FirewallConfigFact extends FactBase {
  readonly kind: 'firewall-config';
  readonly action: 'Add' | 'Edit' | 'Delete';
  readonly user: string;
  readonly ui: string;
  /** `system.admin`, `firewall.policy`, `log.syslogd.setting` */
  readonly path: string;
  /** empty for a setting without objects */
  readonly object: string;
  /** `accprofile[super_admin]` */
  readonly attributes: string;
}

/** Log ids 32095 (action in the GUI), 32142 (backup by GUI or CLI), 32143 (SCP), 32145. */
export interface FirewallBackupFact extends FactBase {
  readonly kind: 'firewall-backup';
  readonly way: 'gui' | 'cli' | 'scp' | 'api';
  readonly user: string;
  readonly ui: string;
}

/** Log ids 39424 (up), 39425 (down), 39426 (login failed), 39943 or 39424 statistics; 39947, 39948 for tunnel mode. */
export interface VpnFact extends FactBase {
  readonly kind: 'vpn';
  readonly action: 'tunnel-up' | 'tunnel-down' | 'tunnel-stats' | 'login-failed' | 'new-connection';
  readonly tunnelType: 'ssl-tunnel' | 'ssl-web';
  readonly tunnelId: number;
  readonly user: string;
  readonly group: string;
  readonly remoteAddress: string;
  readonly remoteCountry: string;
  /** inside address of the client; empty while there is none */
  readonly tunnelAddress: string;
  readonly reason: string;
  readonly durationSeconds: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** Log ids 32546 (crash), 20234 (integrity), 32009 (start), 32011 (log disk), 40704 (performance), 35012 (HA) and others. */
export interface FirewallSystemFact extends FactBase {
  readonly kind: 'firewall-system';
  readonly action:
    | 'crash'
    | 'integrity-failure'
    | 'start'
    | 'shutdown'
    | 'log-deleted'
    | 'performance'
    | 'ha-sync'
    | 'signatures-updated'
    | 'firmware-upgraded';
  readonly user: string;
  readonly ui: string;
  /** sentence of the log line: of a crash with application, signal and backtrace */
  readonly message: string;
  /** of performance, 0 to 100 */
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  readonly sessions: number;
}

/** What the network, its devices and its servers show. */
export type NetworkFact =
  | FlowFact
  | DhcpLeaseFact
  | WebRequestFact
  | FirewallTrafficFact
  | FirewallAdminFact
  | FirewallConfigFact
  | FirewallBackupFact
  | VpnFact
  | FirewallSystemFact;
