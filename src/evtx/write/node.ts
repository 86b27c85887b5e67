import type { TypedValue } from './definition.ts';

/** A piece of an event's XML before it becomes BinXML. */
export type Node = ElementNode | TextNode | ValueNode | FragmentNode | MarkupNode;

/** An element. `dependsOn` is the substitution without which a reader may leave the element out. */
export interface ElementNode {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: readonly AttributeNode[];
  readonly children: readonly Node[];
  readonly dependsOn?: number;
}

export interface AttributeNode {
  readonly name: string;
  readonly content: TextNode | ValueNode;
}

/** Text that belongs to the template: equal in all events of a kind. */
export interface TextNode {
  readonly kind: 'text';
  readonly text: string;
}

/** A value that differs from event to event: a substitution in a template, text where there is none. */
export interface ValueNode {
  readonly kind: 'value';
  readonly typed: TypedValue;
  /** index of the substitution; absent: the next free one */
  readonly slot?: number;
  readonly optional: boolean;
}

/** XML with a template of its own, nested as a BinXML value. */
export interface FragmentNode {
  readonly kind: 'fragment';
  readonly root: ElementNode;
  readonly slot: number;
}

/** The rarer tokens of BinXML. */
export type MarkupNode =
  | { readonly kind: 'cdata'; readonly text: string }
  | { readonly kind: 'entity'; readonly name: string }
  | { readonly kind: 'character'; readonly code: number }
  | { readonly kind: 'instruction'; readonly target: string; readonly data: string };
