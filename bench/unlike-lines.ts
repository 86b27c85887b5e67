/*
 * Invented lines of which no two share an address, an account, a session or a name: what fills every table that a hunt
 * keeps. All values follow from a number, so that they are the same in each run.
 */

// 2024-06-01. Some thousand lines a second, so that 10 GB are of some hours.
const FIRST_SECOND = 1_717_200_000;
const LINES_A_SECOND = 2000;
// Knuth, The Art of Computer Programming, volume 3, section 6.4: odd, so that no two numbers below 2^32 become the same.
const FACTOR = 0x9e37_79b1;

/** A line of a FortiGate: of four, three tell of traffic and one of a tunnel. */
export function firewallLine(number: number): string {
  const timeS = FIRST_SECOND + Math.floor(number / LINES_A_SECOND);
  const time = new Date(timeS * 1000).toISOString();
  const head = `date=${time.slice(0, 10)} time=${time.slice(11, 19)} devname="fw-1" devid="FG100FTK00000001" eventtime=${timeS}000000000 tz="+0000"`;
  if (number % 4 === 3) {
    return `<189>${head} logid="0101039424" type="event" subtype="vpn" level="information" vd="root" logdesc="SSL VPN tunnel up" action="tunnel-up" tunneltype="ssl-tunnel" tunnelid=${number} remip=${outside(number)} tunnelip=${inside(number)} user="user${number}" group="vpn-users" dst_host="N/A" reason="tunnel established" msg="SSL tunnel established"\n`;
  }
  return `<189>${head} logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=${inside(number)} srcport=${port(number)} srcintf="internal" srcintfrole="lan" dstip=${outside(number)} dstport=443 dstintf="wan1" dstintfrole="wan" sessionid=${number} proto=6 action="close" policyid=${number % 50} policytype="policy" service="HTTPS" srcname="pc-${number}" user="user${number}" duration=${number % 600} sentbyte=${number % 90_000} rcvdbyte=${number % 900_000}\n`;
}

/** A line of a Zeek sensor, as JSON: of four, two tell of a connection, one of a name that was asked for, one of a request. */
export function sensorLine(number: number): string {
  const connection = {
    ts: FIRST_SECOND + number / LINES_A_SECOND,
    uid: `C${number.toString(36)}`,
    ...{ 'id.orig_h': inside(number), 'id.orig_p': port(number), 'id.resp_h': outside(number) },
  };
  return `${JSON.stringify(SENSOR_LINES[number % 4]!(connection, number))}\n`;
}

type SensorLine = (connection: Readonly<Record<string, unknown>>, number: number) => Readonly<Record<string, unknown>>;

const SENSOR_LINES: readonly SensorLine[] = [connected, connected, asked, requested];

function connected(connection: Parameters<SensorLine>[0], number: number): ReturnType<SensorLine> {
  const [sent, received] = [number % 90_000, number % 900_000];
  const counts = { duration: (number % 6000) / 10, orig_bytes: sent, resp_bytes: received, conn_state: 'SF' };
  const flags = {
    local_orig: true,
    local_resp: false,
    missed_bytes: 0,
    history: 'ShADadFf',
    orig_pkts: 9,
    resp_pkts: 12,
  };
  return { _path: 'conn', ...connection, 'id.resp_p': 443, proto: 'tcp', service: 'ssl', ...counts, ...flags };
}

function asked(connection: Parameters<SensorLine>[0], number: number): ReturnType<SensorLine> {
  const answer = { rcode: 0, rcode_name: 'NOERROR', AA: false, TC: false, RD: true, RA: true, Z: 0, rejected: false };
  const query = { trans_id: number % 65_536, query: `name-${number}.example.test`, qtype: 1, qtype_name: 'A' };
  return {
    _path: 'dns',
    ...connection,
    'id.resp_p': 53,
    proto: 'udp',
    ...query,
    ...answer,
    answers: [outside(number)],
  };
}

function requested(connection: Parameters<SensorLine>[0], number: number): ReturnType<SensorLine> {
  const request = { method: 'GET', host: `host-${number}.example.test`, uri: `/page/${number}?from=${number}` };
  const answer = { request_body_len: 0, response_body_len: number % 9000, status_code: 200, status_msg: 'OK' };
  const agent = { version: '1.1', user_agent: `Mozilla/5.0 (X11; Linux x86_64; build ${number})` };
  return { _path: 'http', ...connection, 'id.resp_p': 80, trans_depth: 1, ...request, ...agent, ...answer };
}

/** One of the 16 million addresses of 10.0.0.0/8. */
function inside(number: number): string {
  return `10.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`;
}

/** Any address but those below 128.0.0.0, of which many mean something. */
function outside(number: number): string {
  const mixed = Math.imul(number, FACTOR);
  return `${128 + ((mixed >>> 24) & 63)}.${(mixed >>> 16) & 255}.${(mixed >>> 8) & 255}.${mixed & 255}`;
}

function port(number: number): number {
  return 20_000 + (number % 30_000);
}
