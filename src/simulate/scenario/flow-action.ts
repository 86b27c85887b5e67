import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../calendar.ts';
import type { TlsDetail } from '../facts.ts';
import { hexOf } from '../random.ts';
import { type Activity, type Connection, connect, type HostState, type Outsider, service } from '../world/index.ts';
import type { Given, Stage } from './stage.ts';

const MEGABYTE = 1_000_000;

/** A connection, once or again and again while the visit goes on. */
export function* flow(stage: Stage, given: Given): Activity {
  const { world } = stage;
  const connection = connectionOf(stage, given);
  const times = given.number('times', 1);
  const everyMs = given.number('every', 30) * MINUTE_MS;
  if (times === 1) connect(world, connection);
  else world.start(again(stage, connection, times, everyMs));
  yield 5 * SECOND_MS;
}

function* again({ world }: Stage, connection: Connection, times: number, everyMs: number): Activity {
  const random = world.random.fork(`flow/${connection.from.address}/${connection.to.address}/${connection.port}`);
  for (let count = 0; count < times; count++) {
    connect(world, { ...connection, sentBytes: Math.round(connection.sentBytes * (0.95 + 0.1 * random.next())) });
    yield Math.round(everyMs * (0.97 + 0.06 * random.next()));
  }
}

function connectionOf(stage: Stage, given: Given): Connection {
  const [from, to] = [endOf(stage, given, 'flow'), endOf(stage, given, 'to')];
  const certificate = given.optional('certificate');
  const protocol = given.optional('service') ?? (certificate === undefined ? undefined : 'ssl');
  const receiver = given.optional('receiver');
  return {
    ...{ from, to, port: given.number('port', 443) },
    lastsMs: given.number('hours', 0.1) * HOUR_MS,
    sentBytes: Math.round(given.number('megabytes', 0.02) * MEGABYTE),
    receivedBytes: Math.round(given.number('received', 0.02) * MEGABYTE),
    ...(protocol === undefined ? {} : { service: protocol }),
    ...(certificate === undefined ? {} : { details: [handshake(stage, certificate)] }),
    ...(receiver === undefined || !('host' in to) ? {} : { targetProcess: service(to, receiver) }),
  };
}

function endOf({ cast }: Stage, given: Given, key: string): HostState | Outsider {
  const text = given.text(key);
  return /^[\d.]+$/.test(text) ? { address: text } : cast.host(given.raw(key));
}

/** A handshake with a certificate that its owner signed himself, as devices and relays bring it. */
function handshake({ world }: Stage, subject: string): TlsDetail {
  return {
    protocol: 'tls',
    afterMs: 60,
    version: 'TLSv12',
    cipher: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    serverName: '',
    ja3: hexOf('ja3/relay', 32),
    ja3s: hexOf(`ja3s/${subject}`, 32),
    certificate: {
      ...{ subject, issuer: subject, serial: hexOf(`serial/${subject}`, 16).toUpperCase() },
      ...{ notBeforeMs: world.startMs - 90 * DAY_MS, notAfterMs: world.startMs + 10 * 365 * DAY_MS },
      ...{ names: [], fingerprint: hexOf(`certificate/${subject}`, 64), isValid: false },
    },
    isEstablished: true,
  };
}
