/**
 * A value as it was before it was made harmless for mail and web pages: `hxxp://`, `[.]`, `(dot)`, `[:]`, `[at]`. A value
 * that was not made harmless stays as it is.
 */
export function refang(value: string): string {
  return value
    .trim()
    .replace(/^(["'`<])(.*)(["'`>])$/s, '$2')
    .replace(/^h(?:xx|tt)p(s?)(?=[:[])/i, 'http$1')
    .replace(/^(?:meow|fxp)(s?):\/\//i, 'http$1://')
    .replace(/\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\{dot\}/gi, '.')
    .replace(/\[:\]|\[:\/\/\]/g, (colon) => (colon === '[:]' ? ':' : '://'))
    .replace(/\[\/\]/g, '/')
    .replace(/\[at\]|\[@\]/gi, '@');
}
