import { describe, expect, test } from 'vitest';
import { learnFolderHosts } from './folder-host.ts';
import type { LogCoverage } from './observation.ts';

function log(host: string, source: string, product = 'windows'): LogCoverage {
  return {
    ...{ host, product, log: 'Security', events: 1, firstMs: 0, lastMs: 0, hours: [], kinds: [] },
    ...{ records: [], clockJumps: [], sources: [source] },
  };
}

const WINDOWS = [
  log('dc01.corp.example', '/case/windows/DC01/Security.evtx'),
  log('sql01.corp.example', '/case/windows/SQL01/Security.evtx'),
];

describe('a log that names no host', () => {
  test.each([
    ['lies in the folder of a host that other logs name', '/case/tomcat/SQL01/access.log', 'SQL01'],
    ['lies where other logs have the folder of their host', '/case/windows/PRINT01/audit.log', 'PRINT01'],
    ['lies beside them, below the folder of its own kind', '/case/auditd/ROUTER1/2026-03-04/audit.log', 'ROUTER1'],
    ['lies elsewhere', '/other/auditd/ROUTER1/audit.log', ''],
    ['lies below a day only', '/case/auditd/2026-03-04/audit.log', ''],
    ['has the name of a file only', 'audit.log', ''],
  ])('%s', (_, source, host) => expect(learnFolderHosts([...WINDOWS, log('', source, 'linux')])(source)).toBe(host));

  test('is of no host when a cloud writes it', () => {
    const source = '/case/entra/signin/2026-03-04.json';
    expect(learnFolderHosts([...WINDOWS, log('', source, 'azure')])(source)).toBe('');
  });

  test('is not told from the folder of one host alone', () => {
    const source = '/case/auditd/ROUTER1/audit.log';
    expect(learnFolderHosts([WINDOWS[0]!, log('', source, 'linux')])(source)).toBe('');
  });
});
