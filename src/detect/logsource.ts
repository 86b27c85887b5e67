import type { Logsource } from '../sigma/index.ts';

/**
 * Whether rules of a logsource are meant for a view of an event. A rule names product and service or leaves them open;
 * categories must agree, because each gives the same event other field names.
 */
export function fitsLogsource(rule: Logsource, offered: Logsource): boolean {
  return (
    rule.category === offered.category &&
    (rule.product === undefined || rule.product === offered.product) &&
    (rule.service === undefined || rule.service === offered.service)
  );
}

/** Equal for equal logsources only. */
export function logsourceKey({ product, category, service }: Logsource): string {
  return JSON.stringify([product, category, service]);
}

/** `product=windows service=security`, as messages name a logsource. */
export function describeLogsource({ product, category, service }: Logsource): string {
  const parts = Object.entries({ product, category, service }).filter(([, value]) => value !== undefined);
  return parts.map(([name, value]) => `${name}=${value}`).join(' ');
}
