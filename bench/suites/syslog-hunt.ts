import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { huntsBesideRsigma, lineFile, repeated, SAME_WORK } from '../beside-rsigma.ts';
import type { BenchContext, BenchSuite } from '../suite.ts';

// The bar of the project: at least twice rsigma's rate on one core.
const BAR = 2;

/** A hunt through the syslog of a FortiGate; beside it rsigma (Rust) on the same lines and rules. */
export const syslogHunt: BenchSuite = {
  name: 'syslog-hunt',
  run: async (context) => {
    const { whole, name } = firewallLog(context);
    const lines = await lineFile(context, whole);
    return {
      title: 'Hunting through syslog',
      intro: [
        `Corpus: ${name}. Rules: every rule below ${context.rulesFolder}.`,
        ...SAME_WORK,
        'rsigma tries every rule on every line, whatever its logsource, so its alerts are others.',
      ],
      ...(await huntsBesideRsigma(context, lines, 'syslog', BAR)),
    };
  },
};

// Half of it once is matched in less than the seconds by which runs of the same work differ.
const TIMES = 3;
const INVENTED_LINES = 50_000;

function firewallLog({ root, workFolder }: BenchContext): { readonly whole: string; readonly name: string } {
  const corpus = root === undefined ? '' : join(root, 'fortigate/fgt.log');
  const whole = join(workFolder, 'fgt.log');
  if (existsSync(corpus)) {
    return { whole: repeated(corpus, whole, TIMES), name: `the FortiGate log of make-perf-corpus.sh, ${TIMES} times` };
  }
  writeFileSync(whole, Array.from({ length: INVENTED_LINES }, (_, index) => trafficLine(index)).join(''));
  return { whole, name: `${INVENTED_LINES} invented lines of a FortiGate` };
}

function trafficLine(index: number): string {
  const timeS = 1_717_200_000 + index;
  const time = new Date(timeS * 1000).toISOString();
  const [source, target] = [`10.0.${index % 250}.5`, `203.0.113.${index % 200}`];
  return `<189>date=${time.slice(0, 10)} time=${time.slice(11, 19)} devname="fw-1" devid="FG100FTK00000001" eventtime=${timeS}000000000 tz="+0000" logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=${source} srcport=${20_000 + (index % 30_000)} dstip=${target} dstport=443 proto=6 action="close" policyid=1 service="HTTPS" duration=${index % 600} sentbyte=${index % 90_000} rcvdbyte=${index % 900_000}\n`;
}
