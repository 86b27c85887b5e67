import { CATEGORY_SOURCES } from './categories.ts';
import type { CategorySource } from './category-source.ts';
import { SERVICE_CHANNELS } from './services.ts';

const HEAD = `# Windows event logs

<!-- Generated from src/normalise/windows by \`npx vitest run src/normalise -u\`; do not edit. -->

Which events answer rules of which Sigma logsource. Rules of a service see every event of its channels under the log's
own field names; rules of a category see the events listed, under the names and in the form of Sysmon's fields. Channel
names compare without regard to case. A rule with \`product: windows\` alone sees every event.

\`user.name\` (ECS) is an account without its domain, whatever form the log writes it in, so that rules can compare accounts across
products. In the Security log it is who logs on (4624, 4768 and the like), whom a process runs as (4688), else who acted.

Not supplied: \`file_rename\`, because only the ETW provider Microsoft-Windows-Kernel-File reports renames and it writes
no event log.
`;

/** The page docs/formats/windows.md: every category and service with its channels, event ids and added field names. */
export function windowsPage(): string {
  return [HEAD, '## Categories', '', categoryTable(), '', '## Services', '', serviceTable(), ''].join('\n');
}

function categoryTable(): string {
  const rows = CATEGORY_SOURCES.toSorted((a, b) => compare(a.category, b.category)).map((source) => [
    source.category,
    source.service,
    source.eventIds.join(', ') + condition(source),
    [...source.fields.keys()].join(', '),
  ]);
  return table(['category', 'service', 'event ids', 'fields added'], rows);
}

function condition({ when }: CategorySource): string {
  return when === undefined ? '' : ` where ${when.field} is ${when.values.join(' or ')}`;
}

function serviceTable(): string {
  const rows = Object.entries(SERVICE_CHANNELS).map(([service, channels]) => [service, channels.join('<br>')]);
  return table(['service', 'channels'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
