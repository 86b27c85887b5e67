import { existsSync } from 'node:fs';
import { type CaseFile, UsageError } from '../model/index.ts';
import {
  NOTIFICATION_TLPS,
  type Notification,
  type NotifiedOrganisation,
  notificationFor,
  notificationMail,
  notificationMarkdown,
} from '../report/notify/index.ts';
import { type Arguments, choiceOption } from './arguments.ts';
import { readCaseFile } from './case-file-input.ts';
import { zoneOption } from './hunt-options.ts';
import { organisationOption } from './organisation-option.ts';
import { checkResultFiles, openResult } from './result-files.ts';
import type { Terminal } from './terminal.ts';

const WRITERS = { mail: notificationMail, markdown: notificationMarkdown } as const;

/**
 * `landfall notify CASE --organisation FILE-OR-DOMAIN`: writes what one organisation is to know.
 * @throws UsageError INPUT_MISSING, CASE_INVALID, ORGANISATION_INVALID, OPTION_VALUE, OUTPUT_FAILED
 */
export async function notifyCommand(given: Arguments, terminal: Terminal): Promise<number> {
  const [file] = given.operands;
  const wanted = given.value('organisation');
  if (file === undefined || given.operands.length > 1 || wanted === undefined) {
    throw new UsageError('INPUT_MISSING', 'One CaseFile and an organisation must be named.', {
      hint: 'Write landfall notify case.json --organisation corp.example -o notice.eml.',
    });
  }
  const format = choiceOption(given, 'to', ['mail', 'markdown']);
  const { timeText } = zoneOption(given.value('tz') ?? 'UTC');
  const result = { option: 'output', file: given.value('output') ?? '-' } as const;
  checkResultFiles([result], [file]);
  const notification = notificationOf(readCaseFile(file), wanted, given);
  const open = openResult(result, terminal);
  try {
    await open.write([WRITERS[format](notification, timeText)]);
  } finally {
    open.close();
  }
  return 0;
}

function notificationOf(caseFile: CaseFile, wanted: string, given: Arguments): Notification {
  const notification = notificationFor(caseFile, {
    organisation: organisationNamed(wanted, given.values('domain')),
    tlp: choiceOption(given, 'tlp', NOTIFICATION_TLPS),
    callers: given.values('contact'),
    others: given.values('other').map((other) => organisationOption(other)!.notes),
    hidden: given.values('hide'),
  });
  if (notification !== undefined) return notification;
  const domains = domainsIn(caseFile).slice(0, 5);
  throw new UsageError('INPUT_MISSING', `No incident of the case touches a host of ${wanted}.`, {
    hint:
      domains.length === 0
        ? 'The hosts of the case are named without a domain: name them in an organisation.yml.'
        : `Hosts of the case are in ${domains.join(', ')}; name a domain with --domain.`,
  });
}

/** From a file, or known by a domain only. */
function organisationNamed(wanted: string, domains: readonly string[]): NotifiedOrganisation {
  if (existsSync(wanted) || /\.ya?ml$/i.test(wanted)) {
    const { notes } = organisationOption(wanted)!;
    return { ...notes, domains: [...(notes.domains ?? []), ...domains] };
  }
  return { name: wanted, domains: [wanted, ...domains], networks: [], hosts: [], contacts: [] };
}

function domainsIn({ alerts }: CaseFile): string[] {
  const domains = alerts.flatMap(({ host }) => (/^[\d.:]+$/.test(host) ? [] : host.split('.').slice(1).join('.')));
  return [...new Set(domains)].filter((domain) => domain !== '');
}
