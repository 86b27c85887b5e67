import type { Entity, Incident } from '../model/index.ts';
import { jsonText } from './alerts-ndjson.ts';
import type { CaseView } from './case-view.ts';
import { addressKind } from './ip-address.ts';
import { attackPattern, STIX_NAMESPACE, type StixObject, stixObject, stixTime, TLP_IDS } from './stix-object.ts';
import { coursesOfAction } from './stix-plan.ts';
import type { Tlp } from './tlp.ts';
import { uuidV5 } from './uuid-v5.ts';

/**
 * Incidents as one STIX 2.1 bundle: a report each, with sightings of techniques on hosts, what was observed, and the plan as
 * courses of action. No indicators: an address or a program of the system is not hostile by itself. Same case, same ids.
 * @param tlp marks every object
 */
export function stixBundle(view: CaseView, tlp: Tlp): string {
  const author = stixObject('identity', 'landfall', 0, tlp, { name: 'Landfall', identity_class: 'system' });
  const objects = [
    marking(tlp),
    author,
    ...(view.head.incidents ?? []).flatMap((one) => incidentObjects(one, view, tlp)),
  ];
  const unique = [...new Map(objects.map((one) => [one.id, one])).values()];
  const id = `bundle--${uuidV5(STIX_NAMESPACE, unique.map((one) => one.id).join(' '))}`;
  return `${jsonText({ type: 'bundle', id, objects: unique })}\n`;
}

const TLP_EXTENSION = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';

function marking(tlp: Tlp): StixObject {
  return {
    ...{ type: 'marking-definition', spec_version: '2.1', id: TLP_IDS[tlp], created: '2022-10-01T00:00:00.000Z' },
    name: `TLP:${tlp.toUpperCase()}`,
    extensions: { [TLP_EXTENSION]: { extension_type: 'property-extension', tlp_2_0: tlp } },
  };
}

function incidentObjects(incident: Incident, view: CaseView, tlp: Tlp): StixObject[] {
  const { title, stages, story } = incident;
  const lastMs = incident.lastMs ?? 0;
  const firstMs = incident.firstMs ?? lastMs;
  // Names of hosts and short ids of incidents occur in other organisations too.
  const id = `${incident.id} ${firstMs}`;
  const hosts = incident.hosts.map((host) =>
    stixObject('identity', `${id} ${host}`, lastMs, tlp, { name: view.nameOf(host), identity_class: 'system' }),
  );
  const techniques = [...new Set(stages.flatMap((stage) => stage.techniques))].map((technique) =>
    attackPattern(technique, tlp),
  );
  const sightings = techniques.map((technique) =>
    stixObject('sighting', `${id} ${technique.id}`, lastMs, tlp, {
      ...{ sighting_of_ref: technique.id, first_seen: stixTime(firstMs), last_seen: stixTime(lastMs) },
      ...(hosts.length === 0 ? {} : { where_sighted_refs: hosts.map((host) => host.id) }),
    }),
  );
  const seen = observables(incident, view, tlp);
  const observed = seen.length === 0 ? [] : [observedData(id, seen, { firstMs, lastMs }, tlp)];
  const parts = [...hosts, ...techniques, ...sightings, ...seen, ...observed, ...coursesOfAction(incident, view, tlp)];
  if (parts.length === 0) return [];
  const report = stixObject('report', id, lastMs, tlp, {
    ...{ name: view.text(title), report_types: ['attack-pattern', 'observed-data'], published: stixTime(lastMs) },
    description: story.map(({ text }) => view.text(text)).join('\n'),
    object_refs: parts.map((part) => part.id),
  });
  return [...parts, report];
}

function observedData(
  id: string,
  seen: readonly StixObject[],
  { firstMs, lastMs }: { readonly firstMs: number; readonly lastMs: number },
  tlp: Tlp,
): StixObject {
  return stixObject('observed-data', id, lastMs, tlp, {
    ...{ first_observed: stixTime(firstMs), last_observed: stixTime(lastMs), number_observed: 1 },
    object_refs: seen.map((one) => one.id),
  });
}

/** Accounts and addresses; hosts are no observables in STIX 2.1. */
function observables({ accounts, addresses }: Incident, view: CaseView, tlp: Tlp): StixObject[] {
  const entities = new Map((view.head.entities ?? []).map((entity): [string, Entity] => [entity.id, entity]));
  const nameOf = (id: string): string => entities.get(id)?.name ?? view.nameOf(id);
  return [
    ...accounts.map((id) => observable('user-account', { account_login: nameOf(id) }, tlp)),
    ...addresses.flatMap((id) => {
      const value = nameOf(id).toLowerCase();
      const kind = addressKind(value);
      return kind === undefined ? [] : [observable(`${kind}-addr`, { value }, tlp)];
    }),
  ];
}

function observable(type: string, contributing: Readonly<Record<string, string>>, tlp: Tlp): StixObject {
  const id = `${type}--${uuidV5(STIX_NAMESPACE, JSON.stringify(contributing))}`;
  return { type, spec_version: '2.1', id, ...contributing, object_marking_refs: [TLP_IDS[tlp]] };
}
