import { compileTemplate, type SlotContent, type Template, writeInstance } from './binxml.ts';
import type { ChunkWriter } from './chunk-writer.ts';
import type { EventDefinition, EventScalar, TypedValue } from './definition.ts';
import { eventTree, SLOT } from './event-tree.ts';
import type { ElementNode, Node } from './node.ts';
import { fileTime, typeOf } from './values.ts';

/** What differs between events of one layout, besides the values of their payload. */
export type EventMoment = Pick<
  EventDefinition,
  'timeMs' | 'ticks' | 'correlation' | 'execution' | 'securityUserId' | 'recordId'
> & {
  /** default: that of the layout */
  readonly computer?: string;
};

let layoutsMade = 0;

/**
 * The layout of events that differ in their moment and in the values of their payload, worked out once: a tenth of the
 * work of `EvtxWriter.add` for each event, and the same bytes.
 * @example
 * const layout = new PreparedEvent({ ...definition, eventData: [{ name: 'Image', value: '' }] });
 * writer.addPrepared(layout, { timeMs }, ['C:\\Windows\\System32\\cmd.exe']);
 */
export class PreparedEvent {
  readonly example: EventDefinition;
  readonly #id = layoutsMade++;
  readonly #outer: Template;
  readonly #outerContents: readonly SlotContent[];
  readonly #payload: Template | undefined;
  readonly #types: readonly TypedValue['type'][];

  /**
   * @param example an event of the layout; its payload's values only say of which types they are, in document order
   * @throws TypeError for a value that is null: an absent value makes another layout
   */
  constructor(example: EventDefinition) {
    this.example = example;
    this.#outer = compileTemplate(eventTree(example, 0n));
    this.#outerContents = this.#outer.nodes.map((node) => (node?.kind === 'value' ? node.typed : undefined));
    const payload = this.#outer.nodes[SLOT.payload];
    this.#payload = payload?.kind === 'fragment' ? compileTemplate(payload.root) : undefined;
    this.#types = (this.#payload?.nodes ?? []).map((node) => {
      if (node?.kind !== 'value' || node.typed.value === null)
        throw new TypeError('A prepared event has no null values.');
      return typeOf(node.typed);
    });
  }

  /** Writes the BinXML of an event. @throws TypeError when it has not as many values as the layout, or a null one */
  write(
    chunk: ChunkWriter,
    recordId: bigint,
    moment: EventMoment,
    values: readonly (EventScalar | readonly EventScalar[])[],
  ): void {
    const contents = this.#outerContents.slice();
    contents[SLOT.time] = { value: fileTime(moment.timeMs, moment.ticks), type: 'filetime' };
    contents[SLOT.recordId] = { value: recordId, type: 'uint64' };
    contents[SLOT.processId] = { value: moment.execution?.processId ?? null, type: 'uint32' };
    contents[SLOT.threadId] = { value: moment.execution?.threadId ?? null, type: 'uint32' };
    contents[SLOT.userId] = { value: moment.securityUserId ?? null, type: 'sid' };
    contents[SLOT.activityId] = { value: moment.correlation?.activityId ?? null, type: 'guid' };
    contents[SLOT.relatedActivityId] = { value: moment.correlation?.relatedActivityId ?? null, type: 'guid' };
    const payload = this.#payload;
    const typed = this.#typedValues(values);
    if (payload !== undefined) contents[SLOT.payload] = () => writeInstance(chunk, payload, typed);
    const { computer = this.example.computer } = moment;
    if (computer === this.example.computer) writeInstance(chunk, this.#outer, contents);
    else
      writeInstance(chunk, this.#outer, contents, `${this.#id} ${computer}`, () => renamed(this.#outer.root, computer));
  }

  #typedValues(values: readonly (EventScalar | readonly EventScalar[])[]): TypedValue[] {
    if (values.length !== this.#types.length) {
      throw new TypeError(`The layout has ${this.#types.length} values, the event ${values.length}.`);
    }
    return values.map((value, index) => {
      if (value === null) throw new TypeError('A prepared event has no null values.');
      return { value, type: this.#types[index]! };
    });
  }
}

/** The tree of an event of another computer, whose name is a text of the template; with the same substitutions. */
function renamed(root: ElementNode, computer: string): ElementNode {
  const inSystem = (node: Node): Node =>
    node.kind === 'element' && node.name === 'Computer'
      ? { ...node, children: [{ kind: 'text', text: computer }] }
      : node;
  const inEvent = (node: Node): Node =>
    node.kind === 'element' && node.name === 'System' ? { ...node, children: node.children.map(inSystem) } : node;
  return { ...root, children: root.children.map(inEvent) };
}
