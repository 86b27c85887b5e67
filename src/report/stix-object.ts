import type { Tlp } from './tlp.ts';
import { uuidV5 } from './uuid-v5.ts';

/** STIX 2.1 section 2.9: the namespace of deterministic ids of observables. Ours are made in it too. */
export const STIX_NAMESPACE = '00abedb4-aa42-466c-9c01-fed23315a9b7';
/** OASIS, "TLP 2.0 marking definitions for STIX 2.1". */
export const TLP_IDS: Readonly<Record<Tlp, string>> = {
  clear: 'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487',
  green: 'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
  amber: 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421',
  'amber+strict': 'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003',
  red: 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1',
};

/** An object of STIX 2.1. */
export type StixObject = Readonly<Record<string, unknown>> & { readonly id: string };

/**
 * Makes a domain or relationship object. Its times are those of events, so that the same case gives the same bytes.
 * @param name with the type it gives the id
 */
export function stixObject(type: string, name: string, timeMs: number, tlp: Tlp, rest: object): StixObject {
  return {
    ...{ type, spec_version: '2.1', id: `${type}--${uuidV5(STIX_NAMESPACE, `${type} ${name}`)}` },
    ...{ created: stixTime(timeMs), modified: stixTime(timeMs), object_marking_refs: [TLP_IDS[tlp]] },
    ...rest,
  };
}

/** A time as STIX writes it: RFC 3339 in UTC. */
export function stixTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

/** A technique of ATT&CK, the same object in every bundle. */
export function attackPattern(technique: string, tlp: Tlp): StixObject {
  const url = `https://attack.mitre.org/techniques/${technique.replace('.', '/')}/`;
  return stixObject('attack-pattern', technique, 0, tlp, {
    name: technique,
    external_references: [{ source_name: 'mitre-attack', external_id: technique, url }],
  });
}
