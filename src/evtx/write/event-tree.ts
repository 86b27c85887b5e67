import type { EventDefinition, RenderingInfo, TypedValue, UserElement, UserNode } from './definition.ts';
import type { AttributeNode, ElementNode, Node, TextNode, ValueNode } from './node.ts';
import { fileTime } from './values.ts';

const EVENT_NAMESPACE = 'http://schemas.microsoft.com/win/2004/08/events/event';

/** Substitution of each part of `System`, in the order that Windows uses for providers with a manifest. */
export const SLOT = {
  level: 0,
  opcode: 1,
  task: 2,
  eventId: 3,
  qualifiers: 4,
  keywords: 5,
  time: 6,
  activityId: 7,
  processId: 8,
  threadId: 9,
  recordId: 10,
  version: 11,
  userId: 12,
  relatedActivityId: 13,
  providerName: 14,
  providerGuid: 15,
  channel: 16,
  payload: 17,
} as const;

/**
 * The XML tree of an event. Its payload is a fragment of its own, as Windows nests it.
 * @param recordId EventRecordID when the definition does not say
 * @throws TypeError when the definition has both EventData and UserData
 */
export function eventTree(event: EventDefinition, recordId: bigint): ElementNode {
  const payload = payloadTree(event);
  const children: Node[] = [systemTree(event, recordId)];
  if (payload !== undefined) children.push({ kind: 'fragment', root: payload, slot: SLOT.payload });
  if (event.renderingInfo !== undefined) children.push(renderingTree(event.renderingInfo));
  return {
    kind: 'element',
    name: 'Event',
    attributes: [{ name: 'xmlns', content: text(EVENT_NAMESPACE) }],
    children,
    ...(payload === undefined ? {} : { dependsOn: SLOT.payload }),
  };
}

function systemTree(event: EventDefinition, recordId: bigint): ElementNode {
  const { correlation, execution } = event;
  const time = { value: fileTime(event.timeMs, event.ticks), type: 'filetime' } as const;
  const qualifiers = attribute('Qualifiers', optional(event.qualifiers, 'uint16', SLOT.qualifiers));
  const eventId = optional(event.eventId, 'uint16', SLOT.eventId);
  return element(
    'System',
    [],
    [
      providerTree(event),
      { ...element('EventID', [qualifiers], [eventId]), dependsOn: SLOT.eventId },
      ...(event.version === undefined ? [] : [leaf('Version', optional(event.version, 'uint8', SLOT.version))]),
      leaf('Level', optional(event.level, 'uint8', SLOT.level)),
      leaf('Task', optional(event.task, 'uint16', SLOT.task)),
      ...(event.opcode === undefined ? [] : [leaf('Opcode', optional(event.opcode, 'uint8', SLOT.opcode))]),
      leaf('Keywords', optional(event.keywords, 'hexInt64', SLOT.keywords)),
      element('TimeCreated', [
        attribute('SystemTime', { kind: 'value', typed: time, slot: SLOT.time, optional: true }),
      ]),
      leaf('EventRecordID', optional(event.eventRecordId ?? recordId, 'uint64', SLOT.recordId)),
      element('Correlation', [
        attribute('ActivityID', optional(correlation?.activityId, 'guid', SLOT.activityId)),
        attribute('RelatedActivityID', optional(correlation?.relatedActivityId, 'guid', SLOT.relatedActivityId)),
      ]),
      element('Execution', [
        attribute('ProcessID', optional(execution?.processId, 'uint32', SLOT.processId)),
        attribute('ThreadID', optional(execution?.threadId, 'uint32', SLOT.threadId)),
      ]),
      event.provider.guid === undefined
        ? element('Channel', [], [text(event.channel)])
        : leaf('Channel', optional(event.channel, 'string', SLOT.channel)),
      element('Computer', [], [text(event.computer)]),
      element('Security', [attribute('UserID', optional(event.securityUserId, 'sid', SLOT.userId))]),
    ],
  );
}

/** Classic providers, which have no GUID, carry their name in the template; others in substitutions. */
function providerTree({ provider }: EventDefinition): ElementNode {
  const source =
    provider.eventSourceName === undefined ? [] : [attribute('EventSourceName', text(provider.eventSourceName))];
  if (provider.guid === undefined) return element('Provider', [attribute('Name', text(provider.name)), ...source]);
  return element('Provider', [
    attribute('Name', optional(provider.name, 'string', SLOT.providerName)),
    attribute('Guid', optional(provider.guid, 'guid', SLOT.providerGuid)),
    ...source,
  ]);
}

function payloadTree(event: EventDefinition): ElementNode | undefined {
  if (event.eventData !== undefined && event.userData !== undefined) {
    throw new TypeError('An event has EventData or UserData, not both.');
  }
  if (event.userData !== undefined) return element('UserData', [], [userTree(event.userData)]);
  if (event.eventData === undefined) return undefined;
  const items = event.eventData.map((item) =>
    element('Data', item.name === undefined ? [] : [attribute('Name', text(item.name))], [substitution(item)]),
  );
  const name = event.eventDataName === undefined ? [] : [attribute('Name', text(event.eventDataName))];
  const binary =
    event.binary === undefined ? [] : [element('Binary', [], [substitution({ value: event.binary, type: 'binary' })])];
  return element('EventData', name, [...items, ...binary]);
}

function userTree(user: UserElement): ElementNode {
  const namespace = user.namespace === undefined ? [] : [attribute('xmlns', text(user.namespace))];
  const attributes = (user.attributes ?? []).map((item) => attribute(item.name, substitution(item)));
  return element(user.name, [...namespace, ...attributes], (user.children ?? []).map(userNode));
}

function userNode(node: UserNode): Node {
  if ('name' in node) return userTree(node);
  if ('text' in node) return text(node.text);
  if ('cdata' in node) return { kind: 'cdata', text: node.cdata };
  if ('entity' in node) return { kind: 'entity', name: node.entity };
  if ('character' in node) return { kind: 'character', code: node.character };
  if ('instruction' in node) return { kind: 'instruction', target: node.instruction, data: node.data };
  return substitution(node);
}

function renderingTree(info: RenderingInfo): ElementNode {
  const part = (name: string, value: string | undefined): readonly ElementNode[] =>
    value === undefined ? [] : [element(name, [], [substitution({ value })])];
  const keywords = (info.keywords ?? []).flatMap((keyword) => part('Keyword', keyword));
  return element(
    'RenderingInfo',
    [attribute('Culture', text(info.culture))],
    [
      ...part('Message', info.message),
      ...part('Level', info.level),
      ...part('Task', info.task),
      ...part('Opcode', info.opcode),
      ...part('Channel', info.channel),
      ...part('Provider', info.provider),
      ...(info.keywords === undefined ? [] : [element('Keywords', [], keywords)]),
    ],
  );
}

function element(name: string, attributes: readonly AttributeNode[], children: readonly Node[] = []): ElementNode {
  return { kind: 'element', name, attributes, children };
}

/** An element that Windows marks as depending on its only value. */
function leaf(name: string, value: ValueNode): ElementNode {
  return { ...element(name, [], [value]), ...(value.slot === undefined ? {} : { dependsOn: value.slot }) };
}

function attribute(name: string, content: TextNode | ValueNode): AttributeNode {
  return { name, content };
}

function text(value: string): TextNode {
  return { kind: 'text', text: value };
}

function substitution(typed: TypedValue): ValueNode {
  return { kind: 'value', typed, optional: typed.value === null || typed.type === 'null' };
}

function optional(
  value: string | number | bigint | undefined,
  type: Exclude<TypedValue['type'], undefined>,
  slot: number,
): ValueNode {
  return { kind: 'value', typed: { value: value ?? null, type }, slot, optional: true };
}
