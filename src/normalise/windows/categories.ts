import type { CategorySource } from './category-source.ts';
import { DEFENDER_CATEGORIES } from './defender.ts';
import { POWERSHELL_CATEGORIES } from './powershell.ts';
import { SECURITY_CATEGORIES } from './security.ts';
import { servicesOfChannel } from './services.ts';
import { SYSMON_CATEGORIES } from './sysmon.ts';

/** Every Sigma category that a Windows event log supplies. */
export const CATEGORY_SOURCES: readonly CategorySource[] = [
  ...SYSMON_CATEGORIES,
  ...SECURITY_CATEGORIES,
  ...POWERSHELL_CATEGORIES,
  ...DEFENDER_CATEGORIES,
];

/** The categories that events of an id in a channel belong to. */
export function categoriesOf(channel: string, eventId: number | undefined): readonly CategorySource[] {
  if (eventId === undefined) return [];
  const services = servicesOfChannel(channel);
  return CATEGORY_SOURCES.filter((source) => services.includes(source.service) && source.eventIds.includes(eventId));
}
