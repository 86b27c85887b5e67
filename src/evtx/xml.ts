import type { RecordCursor } from './record.ts';
import { type ResolvedElement, type ResolvedNode, type ResolvedText, Resolver } from './resolve.ts';
import { escapeAttribute, escapeXml, withoutInvalid, xmlName } from './xml-text.ts';

/**
 * A record as XML on one line, as Windows renders it: an element that its template closes is `<X/>`, one whose
 * content is empty is `<X></X>`. Characters that XML cannot hold (C0 controls, lone surrogates, U+FFFE, U+FFFF) are `_`.
 * @throws DecodeError when the record is damaged or unfolds beyond the limits
 */
export function renderXml(record: RecordCursor): string {
  return record.shape.xml.run(record) ?? renderXmlPlainly(record);
}

/** The same without a compiled program: the oracle of the fast way, and the way for records it does not cover. */
export function renderXmlPlainly(record: RecordCursor): string {
  const resolver = new Resolver(record);
  return resolver
    .roots()
    .map((node) => nodeXml(resolver, node, 0))
    .join('');
}

function nodeXml(resolver: Resolver, node: ResolvedNode, depth: number): string {
  return node.kind === 'element' ? elementXml(resolver, node, depth) : textXml(resolver, node);
}

function elementXml(resolver: Resolver, node: ResolvedElement, depth: number): string {
  const { name, closedEmpty } = node.element;
  const tag = xmlName(name);
  resolver.spend(tag.length);
  let open = `<${tag}`;
  for (const attribute of node.element.attributes) {
    const texts = resolver.attribute(node, attribute.value);
    if (texts.length === 0) continue;
    const value = escapeAttribute(texts.map(({ text }) => text).join(''));
    resolver.spend(value.length);
    open += ` ${xmlName(attribute.name)}="${value}"`;
  }
  if (closedEmpty) return `${open}/>`;
  const content = resolver.content(node, depth + 1);
  return `${open}>${content.map((child) => nodeXml(resolver, child, depth + 1)).join('')}</${tag}>`;
}

function textXml(resolver: Resolver, node: ResolvedText): string {
  resolver.spend(node.text.length);
  if (node.form === 'cdata') return `<![CDATA[${withoutInvalid(node.text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
  return node.form === 'raw' ? instructionXml(node.text) : escapeXml(node.text);
}

// The text is `<?target data?>`; data that closes the instruction early would let a log inject markup.
function instructionXml(text: string): string {
  return `<?${withoutInvalid(text.slice(2, -2)).replaceAll('?>', '? >')}?>`;
}
