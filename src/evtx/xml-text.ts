/** Text as XML content. Characters that XML cannot hold (C0 controls, lone surrogates, U+FFFE, U+FFFF) are `_`. */
export function escapeXml(text: string): string {
  const valid = withoutInvalid(text);
  return NEEDS_ESCAPE.test(valid)
    ? valid.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    : valid;
}

const NEEDS_ESCAPE = /[&<>]/;
// XML 1.0, "Char": everything else cannot stand in a document in any form.
const INVALID =
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text with `_` for every character that XML cannot hold. */
export function withoutInvalid(text: string): string {
  return text.replace(INVALID, '_');
}

/** Names come from the file, so they may hold anything; what XML does not allow in a name becomes `_`. */
export function xmlName(name: string): string {
  return /^[A-Za-z_:][\w:.-]*$/.test(name) ? name : `_${name.replace(/[^\w:.-]/g, '_')}`;
}

/** Text as the value of an attribute in double quotes. */
export function escapeAttribute(text: string): string {
  return escapeXml(text).replaceAll('"', '&quot;');
}
