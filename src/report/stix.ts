import type { Entity, Incident } from '../model/index.ts';
import { jsonText } from './alerts-ndjson.ts';
import type { CaseView } from './case-view.ts';
import { addressKind } from './ip-address.ts';
import type { Tlp } from './tlp.ts';
import { uuidV5 } from './uuid-v5.ts';

// STIX 2.1 section 2.9: the namespace of deterministic ids of observables. Ours are made in it too.
const NAMESPACE = '00abedb4-aa42-466c-9c01-fed23315a9b7';
const TLP_EXTENSION = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';
// OASIS, "TLP 2.0 marking definitions for STIX 2.1".
const TLP_IDS: Readonly<Record<Tlp, string>> = {
  clear: 'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487',
  green: 'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
  amber: 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421',
  'amber+strict': 'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003',
  red: 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1',
};

type StixObject = Readonly<Record<string, unknown>> & { readonly id: string };

/**
 * Incidents as one STIX 2.1 bundle: a report each, with sightings of techniques on hosts and what was observed. No
 * indicators: an address or a program of the system is not hostile by itself. Same case, same ids.
 * @param tlp marks every object
 */
export function stixBundle(view: CaseView, tlp: Tlp): string {
  const author = object('identity', 'landfall', 0, tlp, { name: 'Landfall', identity_class: 'system' });
  const objects = [
    marking(tlp),
    author,
    ...(view.head.incidents ?? []).flatMap((one) => incidentObjects(one, view, tlp)),
  ];
  const unique = [...new Map(objects.map((one) => [one.id, one])).values()];
  const id = `bundle--${uuidV5(NAMESPACE, unique.map((one) => one.id).join(' '))}`;
  return `${jsonText({ type: 'bundle', id, objects: unique })}\n`;
}

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
    object('identity', `${id} ${host}`, lastMs, tlp, { name: view.nameOf(host), identity_class: 'system' }),
  );
  const techniques = [...new Set(stages.flatMap((stage) => stage.techniques))].map((technique) =>
    attackPattern(technique, tlp),
  );
  const sightings = techniques.map((technique) =>
    object('sighting', `${id} ${technique.id}`, lastMs, tlp, {
      ...{ sighting_of_ref: technique.id, first_seen: timestamp(firstMs), last_seen: timestamp(lastMs) },
      ...(hosts.length === 0 ? {} : { where_sighted_refs: hosts.map((host) => host.id) }),
    }),
  );
  const seen = observables(incident, view, tlp);
  const observed = seen.length === 0 ? [] : [observedData(id, seen, { firstMs, lastMs }, tlp)];
  const parts = [...hosts, ...techniques, ...sightings, ...seen, ...observed];
  if (parts.length === 0) return [];
  const report = object('report', id, lastMs, tlp, {
    ...{ name: view.text(title), report_types: ['attack-pattern', 'observed-data'], published: timestamp(lastMs) },
    description: story.map(({ text }) => view.text(text)).join('\n'),
    object_refs: parts.map((part) => part.id),
  });
  return [...parts, report];
}

function attackPattern(technique: string, tlp: Tlp): StixObject {
  const url = `https://attack.mitre.org/techniques/${technique.replace('.', '/')}/`;
  return object('attack-pattern', technique, 0, tlp, {
    name: technique,
    external_references: [{ source_name: 'mitre-attack', external_id: technique, url }],
  });
}

function observedData(
  id: string,
  seen: readonly StixObject[],
  { firstMs, lastMs }: { readonly firstMs: number; readonly lastMs: number },
  tlp: Tlp,
): StixObject {
  return object('observed-data', id, lastMs, tlp, {
    ...{ first_observed: timestamp(firstMs), last_observed: timestamp(lastMs), number_observed: 1 },
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
  const id = `${type}--${uuidV5(NAMESPACE, JSON.stringify(contributing))}`;
  return { type, spec_version: '2.1', id, ...contributing, object_marking_refs: [TLP_IDS[tlp]] };
}

/** Times of objects are those of the events, so that the same case gives the same bytes. */
function object(type: string, name: string, timeMs: number, tlp: Tlp, rest: object): StixObject {
  return {
    ...{ type, spec_version: '2.1', id: `${type}--${uuidV5(NAMESPACE, `${type} ${name}`)}` },
    ...{ created: timestamp(timeMs), modified: timestamp(timeMs), object_marking_refs: [TLP_IDS[tlp]] },
    ...rest,
  };
}

function timestamp(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
