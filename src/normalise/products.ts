import type { LogsourceKnowledge } from '../model/index.ts';
import { auditServices } from './audit-services.ts';
import { auditd } from './auditd.ts';
import { cisco } from './cisco.ts';
import { ciscoDuo } from './cisco-duo.ts';
import { defenderXdr } from './defender-xdr.ts';
import { ecs } from './ecs.ts';
import { entra } from './entra.ts';
import { fortigate } from './fortigate.ts';
import { huawei } from './huawei.ts';
import { iis } from './iis.ts';
import { ivanti } from './ivanti.ts';
import { juniper } from './juniper.ts';
import { linux } from './linux.ts';
import { linuxSysmon } from './linux-sysmon.ts';
import { m365 } from './m365.ts';
import { netflow } from './netflow.ts';
import { ocsf } from './ocsf.ts';
import { otherDevices } from './other-devices.ts';
import { otlp } from './otlp.ts';
import { paloalto } from './paloalto.ts';
import type { Product } from './product.ts';
import { sonicwall } from './sonicwall.ts';
import { suricata } from './suricata.ts';
import { webserver } from './webserver.ts';
import { windowsKnowledge } from './windows/knowledge.ts';
import { windowsFirewall } from './windows-firewall.ts';
import { windowsDhcp } from './windows-text-dhcp.ts';
import { windowsDns } from './windows-text-dns.ts';
import { powershellTranscript } from './windows-text-transcript.ts';
import { zeek } from './zeek.ts';

/** Every product but Windows, which has formats of its own; the first that recognises a record takes it. */
export const PRODUCTS: readonly Product[] = [
  zeek,
  suricata,
  netflow,
  defenderXdr,
  m365,
  entra,
  ocsf,
  auditServices,
  ecs,
  windowsFirewall,
  iis,
  webserver,
  auditd,
  linuxSysmon,
  windowsDhcp,
  windowsDns,
  powershellTranscript,
  fortigate,
  cisco,
  ciscoDuo,
  paloalto,
  ivanti,
  sonicwall,
  juniper,
  huawei,
];

/**
 * Asked when a record holds no event of another product: `linux` takes whatever a program wrote to syslog, and
 * `otherDevices` what is left of it.
 */
export const LAST_PRODUCTS: readonly Product[] = [otlp, linux, otherDevices];

/** The Sigma logsources that Landfall supplies, of all products together. */
export function suppliedKnowledge(): LogsourceKnowledge {
  const all = [windowsKnowledge(), ...[...PRODUCTS, ...LAST_PRODUCTS].map(({ knowledge }) => knowledge)];
  return { supplies: all.flatMap(({ supplies }) => supplies), gaps: all.flatMap(({ gaps }) => gaps) };
}
