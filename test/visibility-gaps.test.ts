import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { simulateWithout } from '../scripts/visibility/grouped-hunt.ts';
import { scenarioOption } from '../src/cli/scenario-option.ts';
import type { GapKind, Visibility, VisibilityGap } from '../src/model/index.ts';
import { type GroundTruth, type LogSetting, QUIET } from '../src/simulate/index.ts';
import { temporaryFolder } from './landfall-process.ts';
import { visibilityOfFolder } from './visibility-of-folder.ts';

/** Nobody logs single connections: a sensor is the better choice. */
const USUAL: readonly LogSetting[] = ['connection-audit'];
const SIZE = { hosts: 16, days: 6, seed: 1 };

describe('of logs that are damaged in every way', () => {
  let visibility: Visibility;
  let truth: GroundTruth;
  beforeAll(async () => {
    const logs = join(temporaryFolder(), 'logs');
    truth = simulateWithout(logs, { scenario: scenarioOption('damaged-logs'), ...SIZE, without: USUAL });
    visibility = await visibilityOfFolder(logs);
  }, 300_000);
  const gap = (kind: GapKind, host: string, log: string): VisibilityGap =>
    visibility.gaps.find((one) => one.kind === kind && shortName(one) === host && one.log === log)!;

  test('each is named with its host and log, and nothing else is', () => {
    expect(visibility.gaps.map((one) => `${one.kind} ${shortName(one)} ${one.log}`.trim()).sort()).toEqual([
      'clock-jump cbmon01 Microsoft-Windows-Sysmon/Operational',
      'clock-jump cbmon01 Security',
      'clock-off cbjump01',
      'log-cleared cbfs01 Security',
      'log-cleared cbpass01 System',
      'log-missing cboms01 Microsoft-Windows-Sysmon/Operational',
      'log-missing cbsql01 Microsoft-Windows-Sysmon/Operational',
      'records-missing cbbak01 Microsoft-Windows-Sysmon/Operational',
      'rolled-over cbdc02 Security',
      'setting-off cboms01 Security',
      'setting-off cbsql01 Security',
      'silent edge-fw-a fortigate/event',
      'silent edge-fw-a fortigate/traffic',
    ]);
  });

  test('the hours are those of the damage', () => {
    const [start, hour] = [Date.parse(truth.start), 3_600_000];
    const hours = ({ fromMs, toMs }: VisibilityGap) => [(fromMs! - start) / hour, (toMs! - start) / hour];
    expect(hours(gap('silent', 'edge-fw-a', 'fortigate/event'))).toEqual([72, 96]);
    expect(hours(gap('rolled-over', 'cbdc02', 'Security'))).toEqual([0, 48]);
    const [from, to] = hours(gap('records-missing', 'cbbak01', 'Microsoft-Windows-Sysmon/Operational'));
    expect([from! > 40 && from! <= 48, to! >= 72 && to! < 80]).toEqual([true, true]);
    const [begin, cleared] = hours(gap('log-cleared', 'cbfs01', 'Security'));
    expect([begin, cleared! > 60 && cleared! < 63]).toEqual([0, true]);
    expect(gap('clock-off', 'cbjump01', '').message).toMatchObject({ key: 'gap.clock-ahead', args: { minutes: 60 } });
  });

  test('it is said what could have happened there unseen, and what closes it', () => {
    expect(gap('silent', 'edge-fw-a', 'fortigate/event')).toMatchObject({
      hides: expect.arrayContaining(['fgt-new-admin', 'vpn-resid-source']),
      fix: 'watch-logs',
    });
    expect(gap('rolled-over', 'cbdc02', 'Security')).toMatchObject({
      hides: expect.arrayContaining(['lm-rdp-da-dc']),
      fix: 'keep-logs',
    });
    expect(gap('log-cleared', 'cbfs01', 'Security')).toMatchObject({
      hides: expect.arrayContaining(['lm-new-edge', 'lm-webshell-copy']),
      fix: 'ship-logs',
    });
    expect(gap('records-missing', 'cbbak01', 'Microsoft-Windows-Sysmon/Operational').hides).toContain('de-timestomp');
    expect(gap('setting-off', 'cbsql01', 'Security')).toMatchObject({
      hides: expect.arrayContaining(['di-vm-check', 'co-7z-password']),
      fix: 'command-lines',
    });
  });

  test('each gap has its host, the hours of what is missing for a time, and what it hides', () => {
    const lasting: readonly GapKind[] = ['log-missing', 'setting-off', 'clock-off'];
    for (const { id, kind, host, fromMs, toMs, hides, fix } of visibility.gaps) {
      expect([host === '', fix === undefined], id).toEqual([false, false]);
      expect([fromMs === null, toMs === null], id).toEqual(Array(2).fill(lasting.includes(kind)));
      // A clock that is wrong hides nothing; it moves what others say.
      expect(hides.length > 0, id).toBe(!kind.startsWith('clock-'));
    }
  });

  test('what was cleared is gone, also from the truth', () => {
    const step = truth.steps.find(({ id }) => id === 'clear')!;
    const security = step.events.filter(({ file }) => file === 'windows/CBFS01/Security.evtx');
    expect(security.length).toBeGreaterThan(0);
    expect(security.every(({ time }) => Date.parse(time) >= gap('log-cleared', 'cbfs01', 'Security').toMs!)).toBe(true);
  });
});

test.each([4, 5, 6])(
  'of complete logs nothing is told, with seed %d',
  async (seed) => {
    const logs = join(temporaryFolder(), 'logs');
    simulateWithout(logs, { scenario: QUIET, ...SIZE, hosts: 10 + seed, days: 3, seed, without: USUAL });
    expect((await visibilityOfFolder(logs)).gaps.map(({ id }) => id)).toEqual([]);
  },
  300_000,
);

function shortName({ host }: VisibilityGap): string {
  return host.toLowerCase().split('.')[0]!;
}
