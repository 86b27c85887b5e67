import type { RecordCursor } from './record.ts';
import { type ResolvedElement, type ResolvedNode, type ResolvedText, Resolver } from './resolve.ts';

/**
 * A record as XML on one line, as Windows renders it: an element that its template closes is `<X/>`, one whose
 * content is empty is `<X></X>`. Characters that XML cannot hold (C0 controls, lone surrogates, U+FFFE, U+FFFF) are `_`.
 * @throws DecodeError when the record is damaged or unfolds beyond the limits
 */
export function renderXml(record: RecordCursor): string {
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
    const value = escapeXml(texts.map(({ text }) => text).join('')).replaceAll('"', '&quot;');
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

function escapeXml(text: string): string {
  const valid = withoutInvalid(text);
  return NEEDS_ESCAPE.test(valid)
    ? valid.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    : valid;
}

const NEEDS_ESCAPE = /[&<>]/;
// XML 1.0, "Char": everything else cannot stand in a document in any form.
const INVALID =
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function withoutInvalid(text: string): string {
  return text.replace(INVALID, '_');
}

// Names come from the file, so they may hold anything; what XML does not allow in a name becomes `_`.
function xmlName(name: string): string {
  return /^[A-Za-z_:][\w:.-]*$/.test(name) ? name : `_${name.replace(/[^\w:.-]/g, '_')}`;
}
