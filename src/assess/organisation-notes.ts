import {
  type HostRole,
  type OrganisationFileNotes,
  type OrganisationNotes,
  type Problem,
  schemaFaults,
  UsageError,
} from '../model/index.ts';
import { parseCidr } from '../sigma/index.ts';
import { ORGANISATION_NOTES_SCHEMA } from './organisation-schema.ts';

/** What an organisation file says, and what in it cannot be meant. */
export interface ReadOrganisation {
  readonly notes: OrganisationNotes;
  readonly problems: readonly Problem[];
}

// More are not mended in one go.
const MOST_NAMED = 8;

/**
 * Reads `organisation.yml`.
 * @param value its content, as a YAML parser gives it
 * @param file its name, for messages
 * @returns with Problems for what it says twice (the first counts), for sites that it does not list, for what depends on
 * itself
 * @throws UsageError ORGANISATION_INVALID with every place that does not fit the schema
 */
export function readOrganisation(value: unknown, file: string): ReadOrganisation {
  const faults = schemaFaults(ORGANISATION_NOTES_SCHEMA, value).map(
    ({ path, message }) => `${path || 'The file'} ${message}`,
  );
  if (faults.length === 0) faults.push(...rangeFaults(value as OrganisationFileNotes));
  if (faults.length > 0) {
    throw new UsageError('ORGANISATION_INVALID', `This is no organisation file: ${faults.join('; ')}.`, {
      file,
      hint: 'docs/organisation.md describes every key; the organisation.yml of landfall simulate is one to start from.',
    });
  }
  const problems: Problem[] = [];
  const notes = notesOf(value as OrganisationFileNotes, (code, message) => {
    problems.push({ code, source: file, message });
  });
  return { notes, problems };
}

function rangeFaults({ networks = [] }: OrganisationFileNotes): string[] {
  return networks.flatMap(({ range }, index) => {
    const network = parseCidr(range);
    return typeof network === 'string' ? [`networks[${index}].range: ${network}`] : [];
  });
}

type Report = (code: Problem['code'], message: string) => void;

function notesOf(parsed: OrganisationFileNotes, report: Report): OrganisationNotes {
  const { name, sector, sites = [], contacts = [], administrators = [], crownJewels = [] } = parsed;
  const networks = unique(parsed.networks ?? [], 'network', report);
  const hosts = unique(parsed.hosts ?? [], 'host', report);
  const services = unique(parsed.services ?? [], 'service', report);
  unknownSites([...networks, ...hosts], sites, report);
  const result: OrganisationNotes = {
    ...{ name, ...(sector === undefined ? {} : { sector }), contacts, administrators },
    ...(parsed.domains === undefined ? {} : { domains: parsed.domains }),
    networks: networks.map(({ ot = false, ...network }) => ({ ...network, isOt: ot })),
    hosts: withJewels(hosts, crownJewels),
    services: services.map(({ critical = false, dependsOn = [], ...service }) => {
      return { ...service, dependsOn, isCritical: critical };
    }),
  };
  for (const circle of circles(result)) {
    const message = `These services depend on each other in a circle: ${circle.join(' → ')}.`;
    report('ORGANISATION_CIRCLE', message);
  }
  return result;
}

function unique<Item extends { readonly name: string }>(items: readonly Item[], kind: string, report: Report): Item[] {
  const byName = new Map<string, Item>();
  for (const item of items) {
    const key = item.name.toLowerCase();
    if (byName.has(key))
      report('ORGANISATION_DUPLICATE', `The ${kind} "${item.name}" is there twice; the first counts.`);
    else byName.set(key, item);
  }
  return [...byName.values()];
}

function unknownSites(
  items: readonly { readonly name: string; readonly site?: string }[],
  sites: readonly string[],
  report: Report,
): void {
  for (const { name, site } of items) {
    if (site === undefined || sites.includes(site)) continue;
    report('ORGANISATION_UNKNOWN', `"${name}" is at the site "${site}", which sites does not list.`);
  }
}

function withJewels(
  hosts: NonNullable<OrganisationFileNotes['hosts']>,
  crownJewels: readonly string[],
): OrganisationNotes['hosts'] {
  const jewels = new Map(crownJewels.map((name) => [name.toLowerCase(), name]));
  const known = hosts.map(({ roles = [], ...host }) => {
    const isJewel = jewels.delete(host.name.toLowerCase()) && !roles.includes('crown-jewel');
    return { ...host, roles: isJewel ? [...roles, 'crown-jewel' as const] : roles };
  });
  return [...known, ...[...jewels.values()].map((name) => ({ name, roles: ['crown-jewel'] as HostRole[] }))];
}

/** Every way from a service back to itself, each found once. */
function circles({ services }: OrganisationNotes): string[][] {
  const byName = new Map(services.map((service) => [service.name.toLowerCase(), service]));
  const done = new Set<string>();
  const found: string[][] = [];
  for (const start of byName.keys()) {
    // A stack of its own: a file may chain two thousand services.
    const path: { readonly key: string; readonly left: string[] }[] = [];
    const enter = (key: string): void => {
      const service = byName.get(key);
      if (service === undefined || done.has(key)) return;
      const at = path.findIndex((step) => step.key === key);
      if (at >= 0) {
        found.push([...path.slice(at), path[at]!].map((step) => byName.get(step.key)!.name));
        return;
      }
      path.push({ key, left: service.dependsOn.map((one) => one.toLowerCase()) });
    };
    enter(start);
    while (path.length > 0) {
      const next = path.at(-1)!.left.shift();
      if (next !== undefined) enter(next);
      else done.add(path.pop()!.key);
    }
  }
  return found;
}

/**
 * What the file says of hosts that no log mentions: they may be named otherwise there, or their logs are not here.
 * @param seen names of hosts as logs have them, in any case, short or in full
 */
export function unseenHosts({ hosts, services }: OrganisationNotes, seen: readonly string[], file: string): Problem[] {
  const known = new Set(seen.flatMap((name) => hostKeys(name)));
  const isSeen = (name: string): boolean => hostKeys(name).some((key) => known.has(key));
  const listed = new Set(hosts.flatMap(({ name }) => hostKeys(name)));
  const own = new Set(services.map(({ name }) => name.toLowerCase()));
  const problems: Problem[] = services.flatMap(({ name, dependsOn }) =>
    dependsOn
      .filter((one) => !own.has(one.toLowerCase()) && !hostKeys(one).some((key) => listed.has(key)) && !isSeen(one))
      .map((one) => ({
        ...{ code: 'ORGANISATION_UNKNOWN' as const, source: file },
        message: `"${name}" depends on "${one}", which is no service or host of the file, and no log mentions it.`,
      })),
  );
  const unseen = hosts.map(({ name }) => name).filter((name) => !isSeen(name));
  if (unseen.length === 0) return problems;
  const some = unseen.slice(0, MOST_NAMED).join(', ');
  const more = unseen.length > MOST_NAMED ? ` and ${unseen.length - MOST_NAMED} more` : '';
  const message = `No log mentions ${unseen.length} of the ${hosts.length} hosts of the file: ${some}${more}.`;
  return [...problems, { code: 'ORGANISATION_UNKNOWN', source: file, message }];
}

/** A host's name in small letters, in full and short. */
export function hostKeys(name: string): string[] {
  const full = name.toLowerCase();
  const short = full.split('.')[0]!;
  // The first number of an address is no name.
  return short === full || /^\d*$/.test(short) || short === '' ? [full] : [full, short];
}
