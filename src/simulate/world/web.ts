import { hexOf } from '../random.ts';
import { connect, type Outsider } from './connect.ts';
import type { HostState, LiveProcess } from './host-state.ts';
import { resolveSite } from './names.ts';
import type { World } from './world.ts';

/** User agent of the browser that everybody has. */
export const EDGE_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36 Edg/129.0.0.0';
const JA3 = '773906b0efdefa24a7f2b8eb6985bf37';
const JA3S = 'eb1d94daa7e0344597e756a1fb6e7054';

/** A visit of a site on the internet. */
export interface SiteVisit {
  readonly name: string;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly lastsMs: number;
  readonly port?: number;
  readonly process?: LiveProcess;
}

/** A machine of ours visits a site by TLS: name, connection, handshake, the firewall's line. */
export function visitSite(world: World, client: HostState, visit: SiteVisit): void {
  const site = resolveSite(world, client, visit.name, visit.process);
  const { process, port = 443 } = visit;
  connect(world, {
    from: client,
    to: site,
    port,
    lastsMs: visit.lastsMs,
    sentBytes: visit.sentBytes,
    receivedBytes: visit.receivedBytes,
    service: 'ssl',
    ...(process === undefined ? {} : { process }),
    details: [
      {
        protocol: 'tls',
        afterMs: 25,
        version: 'TLSv13',
        cipher: 'TLS_AES_256_GCM_SHA384',
        serverName: visit.name,
        ja3: JA3,
        ja3s: JA3S,
        isEstablished: true,
      },
    ],
    afterMs: 30,
  });
}

/** A program asks a site on the internet in clear text: name, connection, request, the firewall's line. */
export function fetchPage(world: World, program: LiveProcess, name: string, path: string, userAgent: string): void {
  const site = resolveSite(world, program.on, name, program);
  connect(world, {
    from: program.on,
    to: site,
    port: 80,
    lastsMs: 180,
    sentBytes: 80 + path.length,
    receivedBytes: 560,
    service: 'http',
    process: program,
    details: [
      {
        ...{ protocol: 'http', afterMs: 40, method: 'GET', hostName: name, uri: path, userAgent, referrer: '' },
        ...{ status: 200, requestBytes: 0, responseBytes: 310, mimeType: 'text/json' },
      },
    ],
    afterMs: 60,
  });
}

/** A request to one of our own web servers. */
export interface WebCall {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'HEAD';
  readonly path: string;
  readonly query?: string;
  readonly status?: number;
  readonly user?: string;
  readonly userAgent?: string;
  readonly referrer?: string;
  readonly sentBytes?: number;
  readonly receivedBytes?: number;
  readonly tookMs?: number;
  readonly afterMs?: number;
}

/** Somebody asks one of our own web servers: a line of IIS or Tomcat, the connection, and the firewall's line from outside. */
export function callWebServer(world: World, from: HostState | Outsider, server: HostState, call: WebCall): void {
  const isTomcat = server.host.role === 'tomcat-server';
  const port = isTomcat ? 9251 : 443;
  const { sentBytes = 620, receivedBytes = 5400, tookMs = 40, afterMs = 0 } = call;
  const ends = connect(world, {
    from,
    to: server,
    port,
    lastsMs: tookMs + 30,
    sentBytes,
    receivedBytes,
    service: 'ssl',
    details: [certificateOf(world, server)],
    afterMs,
  });
  world.emit(
    {
      kind: 'web-request',
      host: server.host,
      server: isTomcat ? 'tomcat' : 'iis',
      serverAddress: server.address,
      serverPort: port,
      clientAddress: ends.sourceAddress,
      clientPort: ends.sourcePort,
      method: call.method ?? 'GET',
      path: call.path,
      query: call.query ?? '',
      user: call.user ?? '-',
      userAgent: call.userAgent ?? EDGE_AGENT,
      referrer: call.referrer ?? '-',
      hostName: server.host.fqdn,
      status: call.status ?? 200,
      subStatus: 0,
      sentBytes: receivedBytes,
      receivedBytes: sentBytes,
      tookMs,
    },
    afterMs + 5,
  );
}

function certificateOf(world: World, server: HostState) {
  const { fqdn } = server.host;
  const year = 365 * 86_400_000;
  return {
    protocol: 'tls',
    afterMs: 20,
    version: 'TLSv12',
    cipher: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    serverName: fqdn,
    ja3: JA3,
    ja3s: JA3S,
    certificate: {
      subject: `CN=${fqdn}`,
      issuer: `CN=${world.organisation.domain} Issuing CA,DC=${world.organisation.dnsDomain.replaceAll('.', ',DC=')}`,
      serial: hexOf(fqdn, 32).toUpperCase(),
      notBeforeMs: world.startMs - year / 2,
      notAfterMs: world.startMs + year,
      names: [fqdn],
      fingerprint: hexOf(`certificate/${fqdn}`, 64),
      isValid: true,
    },
    isEstablished: true,
  } as const;
}
