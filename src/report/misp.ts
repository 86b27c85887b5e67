import type { Incident } from '../model/index.ts';
import { jsonText } from './alerts-ndjson.ts';
import type { CaseView } from './case-view.ts';
import { addressKind } from './ip-address.ts';
import type { Tlp } from './tlp.ts';
import { uuidV5 } from './uuid-v5.ts';

// Of this project; made once by chance, so that its ids meet no others.
const NAMESPACE = '6b0a3f5e-4a0f-4c57-9a1c-2f6f5d0b7c11';
const ORGANISATION_ONLY = '0';
const INHERIT = '5';
const MOST_COMMANDS = 200;
// The format: no longer than 256 characters.
const LONGEST_INFO = 256;
// Each instance has its own numbers; the one that imports the event puts those of its organisation.
const ORGANISATIONS = { org_id: '0', orgc_id: '0' };
const THREAT_LEVELS: Readonly<Record<string, string>> = { critical: '1', high: '1', medium: '2', low: '3' };

interface Value {
  readonly type: string;
  readonly category: string;
  readonly value: string;
}

/**
 * Incidents as MISP events, one each, unpublished and for one's own organisation. No attribute is marked for detection
 * (`to_ids`): programs of the system and addresses of hijacked home routers are also used by others; a person decides.
 * @returns JSON as MISP's search gives it: `{"response":[{"Event":...}]}`
 * Source: MISP core format, draft 20.
 */
export function mispEvents(view: CaseView, tlp: Tlp): string {
  const events = (view.head.incidents ?? []).map((incident) => ({ Event: mispEvent(incident, view, tlp) }));
  return `${jsonText({ response: events })}\n`;
}

function mispEvent(incident: Incident, view: CaseView, tlp: Tlp): object {
  const { id, title, level, firstMs, lastMs } = incident;
  const timestamp = String(Math.floor((lastMs ?? 0) / 1000));
  const uuid = uuidV5(NAMESPACE, `${id} ${firstMs}`);
  return {
    uuid,
    info: view.text(title).slice(0, LONGEST_INFO),
    date: new Date(firstMs ?? 0).toISOString().slice(0, 10),
    ...{ threat_level_id: THREAT_LEVELS[level] ?? '4', analysis: '1', distribution: ORGANISATION_ONLY },
    ...{ published: false, timestamp, publish_timestamp: '0', ...ORGANISATIONS },
    Tag: [{ name: `tlp:${tlp}` }],
    Attribute: valuesOf(incident, view).map(({ type, category, value }) => ({
      uuid: uuidV5(uuid, `${type} ${value}`),
      ...{ type, category, value, to_ids: false, distribution: INHERIT, timestamp },
      comment: `Landfall ${id}`,
    })),
  };
}

function valuesOf({ addresses, alerts, stages }: Incident, view: CaseView): readonly Value[] {
  const contexts = alerts.slice(0, MOST_COMMANDS).map((alert) => view.alertOf(alert)?.context);
  const techniques = new Set(stages.flatMap((stage) => stage.techniques));
  const values = [
    ...addresses
      .map((id) => view.nameOf(id))
      .filter((value) => addressKind(value) !== undefined)
      .map((value) => ({ type: 'ip-src', category: 'Network activity', value })),
    ...contexts.flatMap((context) => [
      ...texts(context?.image, 'filename', 'Payload delivery'),
      ...texts(context?.commandLine, 'text', 'Artifacts dropped'),
    ]),
    ...[...techniques].map((technique) => ({
      ...{ type: 'link', category: 'External analysis' },
      value: `https://attack.mitre.org/techniques/${technique.replace('.', '/')}/`,
    })),
  ];
  return [...new Map(values.map((one) => [`${one.type} ${one.value}`, one])).values()];
}

function texts(value: string | undefined, type: string, category: string): Value[] {
  return value === undefined || value === '' ? [] : [{ type, category, value }];
}
