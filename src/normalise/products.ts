import type { LogsourceKnowledge } from '../model/index.ts';
import { auditd } from './auditd.ts';
import { iis } from './iis.ts';
import type { Product } from './product.ts';
import { webserver } from './webserver.ts';
import { windowsKnowledge } from './windows/knowledge.ts';
import { windowsFirewall } from './windows-firewall.ts';
import { zeek } from './zeek.ts';

/** Every product but Windows, which has formats of its own; the first that recognises a record takes it. */
export const PRODUCTS: readonly Product[] = [zeek, windowsFirewall, iis, webserver, auditd];

/** The Sigma logsources that Landfall supplies, of all products together. */
export function suppliedKnowledge(): LogsourceKnowledge {
  const all = [windowsKnowledge(), ...PRODUCTS.map(({ knowledge }) => knowledge)];
  return { supplies: all.flatMap(({ supplies }) => supplies), gaps: all.flatMap(({ gaps }) => gaps) };
}
