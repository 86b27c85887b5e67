import type { FlowFact } from '../facts.ts';
import type { Account } from '../organisation.ts';
import { hexOf } from '../random.ts';
import { sampleList } from './sample-list.ts';
import { APP01, CMD, DC01, FW01, SERVICES, START_MS, WEB01, WEBER, WS01 } from './sample-organisation.ts';

const { fact, samples } = sampleList();

const ends = {
  sourceAddress: '10.1.2.21',
  sourcePort: 50200,
  destinationAddress: '10.1.1.5',
  destinationPort: 445,
  protocol: 'tcp',
} as const;
const counts = { sentBytes: 5230, receivedBytes: 12_044, sentPackets: 22, receivedPackets: 19 };
const flow: Omit<FlowFact, 'id' | 'timeMs' | 'kind'> = {
  ...ends,
  ...counts,
  host: WS01,
  durationMs: 4200,
  state: 'SF',
  history: 'ShADadfF',
  uid: 'CHhAvVGS1DHFjwGM9a',
  service: 'gssapi,smb',
  isAtSensor: true,
  process: CMD,
  destinationHost: DC01,
  destinationProcess: SERVICES,
  details: [
    {
      protocol: 'ntlm',
      afterMs: 5,
      user: 'adm-weber',
      domain: 'CORP',
      workstation: 'WS01',
      serverName: 'dc01.corp.example',
      isSuccess: true,
    },
    {
      protocol: 'kerberos',
      afterMs: 7,
      request: 'TGS',
      client: 'adm-weber/CORP.EXAMPLE',
      service: 'cifs/dc01',
      isSuccess: true,
      error: '',
      cipher: 'aes256-cts-hmac-sha1-96',
    },
    { protocol: 'smb-mapping', afterMs: 9, path: '\\\\dc01.corp.example\\C$', shareType: 'DISK' },
    {
      protocol: 'smb-file',
      afterMs: 12,
      action: 'read',
      path: '\\\\dc01.corp.example\\C$',
      name: 'temp\\pro.7z',
      sizeBytes: 70_000,
    },
    {
      protocol: 'smb-file',
      afterMs: 13,
      action: 'write',
      path: '\\\\dc01.corp.example\\C$',
      name: 'temp\\sl.exe',
      sizeBytes: 20_000,
      sections: ['UPX0', 'UPX1', '.rsrc'],
    },
    {
      protocol: 'smb-file',
      afterMs: 14,
      action: 'read',
      path: '\\\\dc01.corp.example\\C$',
      name: 'temp\\tool.exe',
      sizeBytes: 30_000,
    },
    {
      protocol: 'dce-rpc',
      afterMs: 15,
      endpoint: 'svcctl',
      operation: 'CreateServiceW',
      namedPipe: '\\pipe\\svcctl',
      roundTripMs: 2,
    },
  ],
};
fact('flow', flow);
fact('flow', {
  ...flow,
  uid: 'CwebF1ow0000000001',
  destinationAddress: '203.0.113.80',
  destinationPort: 80,
  service: 'http',
  destinationName: 'updates.example',
  details: [
    {
      protocol: 'dns',
      afterMs: 0,
      query: 'updates.example',
      queryType: 'A',
      responseCode: 'NOERROR',
      answers: ['203.0.113.80'],
      ttlSeconds: 300,
      roundTripMs: 12,
    },
    {
      protocol: 'http',
      afterMs: 20,
      method: 'GET',
      hostName: 'updates.example',
      uri: '/a,b',
      userAgent: 'curl/8',
      referrer: '',
      status: 200,
      requestBytes: 0,
      responseBytes: 900,
      mimeType: 'text/plain',
    },
  ],
});
fact('flow', {
  ...flow,
  uid: 'CtlsF1ow0000000001',
  destinationAddress: '203.0.113.81',
  destinationPort: 8443,
  service: 'ssl',
  details: [
    {
      protocol: 'tls',
      afterMs: 9,
      version: 'TLSv12',
      cipher: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
      serverName: '',
      ja3: hexOf('ja3', 32),
      ja3s: hexOf('ja3s', 32),
      isEstablished: true,
      certificate: {
        subject: 'CN=router.example',
        issuer: 'CN=router.example',
        serial: '0102',
        notBeforeMs: START_MS - 1e9,
        notAfterMs: START_MS + 1e9,
        names: ['router.example'],
        fingerprint: hexOf('certificate', 64),
        isValid: false,
      },
    },
    {
      protocol: 'rdp',
      afterMs: 11,
      cookie: 'adm-webe',
      result: 'encrypted',
      securityProtocol: 'HYBRID',
      clientName: '',
    },
    {
      protocol: 'ssh',
      afterMs: 12,
      client: 'SSH-2.0-PuTTY_Release_0.78',
      server: 'SSH-2.0-OpenSSH_9.2',
      isSuccess: true,
      attempts: 1,
    },
    { protocol: 'ldap', afterMs: 13, operation: 'bind', object: '', filter: '', scope: 'base', results: 0 },
    {
      protocol: 'ldap',
      afterMs: 14,
      operation: 'search',
      object: 'DC=corp,DC=example',
      filter: '(objectClass=user)',
      scope: 'tree',
      results: 412,
    },
    {
      protocol: 'dhcp',
      afterMs: 15,
      mac: WS01.mac,
      hostName: 'WS01',
      assignedAddress: '10.1.2.21',
      leaseSeconds: 28_800,
    },
  ],
});
fact('flow', {
  ...flow,
  uid: 'CscanF1ow000000001',
  state: 'S0',
  history: 'S',
  durationMs: 0,
  sentBytes: 0,
  receivedBytes: 0,
  sentPackets: 1,
  receivedPackets: 0,
  service: '',
  details: [],
});
for (const action of ['assign', 'renew', 'release'] as const) {
  fact('dhcp-lease', { action, client: WS01, address: '10.1.2.21', leaseSeconds: 28_800 });
}
const request = {
  serverAddress: '10.1.1.8',
  serverPort: 443,
  clientAddress: '198.51.100.7',
  clientPort: 40_000,
  method: 'POST',
  path: '/html/promotion/selfsdp.jspx',
  query: 'a=1&b=two words',
  user: '-',
  userAgent: 'Mozilla/5.0 (Windows NT 6.1; Win64; x64)',
  referrer: '-',
  hostName: 'web.corp.example',
  status: 200,
  subStatus: 0,
  sentBytes: 512,
  receivedBytes: 700,
  tookMs: 31,
};
fact('web-request', { ...request, host: WEB01, server: 'iis' });
fact('web-request', { ...request, host: APP01, server: 'tomcat' });
for (const direction of ['forward', 'local'] as const) {
  fact('firewall-traffic', {
    ...ends,
    ...counts,
    host: FW01,
    direction,
    action: direction === 'forward' ? 'close' : 'deny',
    sourceZone: 'clients',
    destinationZone: 'outside',
    sourceCountry: 'Reserved',
    destinationCountry: 'Germany',
    policyId: direction === 'forward' ? 12 : 0,
    sessionId: 102_344,
    durationSeconds: 61,
    service: 'HTTPS',
    application: '',
    translatedAddress: direction === 'forward' ? '203.0.113.10' : '',
    translatedPort: 50_200,
    user: direction === 'forward' ? 'j.weber' : '',
    group: '',
  });
}
for (const action of ['login', 'login-failed', 'logout', 'lock-out'] as const) {
  fact('firewall-admin', {
    host: FW01,
    action,
    user: 'admin',
    ui: 'https(203.0.113.77)',
    method: 'https',
    sourceAddress: '203.0.113.77',
    destinationAddress: '203.0.113.10',
    profile: 'super_admin',
    reason: action === 'login-failed' ? 'passwd_invalid' : '',
    durationSeconds: 300,
  });
}
const change = { host: FW01, user: 'Local_Process_Access', ui: 'Node.js' };
fact('firewall-config', {
  ...change,
  action: 'Add',
  path: 'system.admin',
  object: 'vendor-help',
  attributes: 'accprofile[super_admin]',
});
fact('firewall-config', { ...change, action: 'Delete', path: 'user.local', object: 'j.old', attributes: '' });
fact('firewall-config', {
  ...change,
  action: 'Edit',
  path: 'log.syslogd.setting',
  object: '',
  attributes: 'status[enable->disable]',
});
for (const way of ['gui', 'cli', 'scp', 'api'] as const) fact('firewall-backup', { ...change, way });
for (const action of ['new-connection', 'login-failed', 'tunnel-up', 'tunnel-stats', 'tunnel-down'] as const) {
  fact('vpn', {
    host: FW01,
    action,
    tunnelType: 'ssl-tunnel',
    tunnelId: 462_105_160,
    user: action === 'new-connection' ? '' : 'j.weber',
    group: 'SSLVPN-Users',
    remoteAddress: '203.0.113.121',
    remoteCountry: 'Germany',
    tunnelAddress: action.startsWith('tunnel') ? '10.1.9.7' : '',
    reason: action === 'login-failed' ? 'sslvpn_login_permission_denied' : 'tunnel established',
    durationSeconds: 25_882,
    sentBytes: 7_340_032,
    receivedBytes: 41_943,
  });
}
for (const action of [
  'crash',
  'integrity-failure',
  'start',
  'shutdown',
  'log-deleted',
  'performance',
  'ha-sync',
  'signatures-updated',
  'firmware-upgraded',
] as const) {
  fact('firewall-system', {
    host: FW01,
    action,
    user: 'admin',
    ui: 'GUI(10.1.1.50)',
    message: `what the line says: "${action}"`,
    cpuPercent: 7,
    memoryPercent: 41,
    sessions: 1200,
  });
}

fact('firewall-traffic', {
  ...{ ...counts, host: FW01, direction: 'local', action: 'close', sourceZone: 'device', destinationZone: 'outside' },
  ...{ sourceAddress: '203.0.113.10', sourcePort: 4711, destinationAddress: '198.51.100.7', destinationPort: 443 },
  ...{ protocol: 'tcp', sourceCountry: 'Germany', destinationCountry: 'Germany', policyId: 0, sessionId: 102_399 },
  ...{ durationSeconds: 2, service: 'HTTPS', application: '', translatedAddress: '', translatedPort: 0 },
  ...{ user: '', group: '' },
});
const person: Account = {
  ...{ sid: WEBER.sid, user: WEBER.user, domain: WEBER.domain, kind: 'person', displayName: 'Jana Weber' },
  ...{ dnsDomain: 'corp.example', groups: [], mayUseVpn: true },
};
const signIn = {
  ...{ host: FW01, account: person, clientAddress: '203.0.113.121', country: 'DE', userAgent: 'Mozilla/5.0' },
  ...{ application: 'Office 365 Exchange Online', client: 'Browser' },
} as const;
fact('cloud-sign-in', {
  ...{ ...signIn, errorCode: 0, failureReason: '', isMultiFactor: true, isManagedDevice: true },
  ...{ riskState: 'none', riskLevel: 'none', riskEventTypes: [] },
});
fact('cloud-sign-in', {
  ...{ ...signIn, errorCode: 50126, failureReason: 'Invalid username or password.', isMultiFactor: false },
  ...{ isManagedDevice: false, riskState: 'atRisk', riskLevel: 'medium', riskEventTypes: ['unfamiliarFeatures'] },
});
fact('cloud-sign-in', {
  ...{ ...signIn, errorCode: 0, failureReason: '', isMultiFactor: true, isManagedDevice: false },
  ...{ riskState: 'remediated', riskLevel: 'low', riskEventTypes: ['unfamiliarFeatures'] },
});

/** What happens in the network and on its devices: each kind and action at least once. */
export const NETWORK_SAMPLES = samples;
