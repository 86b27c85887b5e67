import { plain } from './case-view.ts';

/**
 * A text of a log as one line of Markdown that makes no markup, link or picture. CommonMark: a backslash makes any ASCII
 * punctuation plain. GitHub links bare addresses, so those are broken too.
 */
export function markdownText(text: string): string {
  return plain(text)
    .replace(/[\\`*_{}[\]<>()#+!|~&@=]/g, '\\$&')
    .replace(/^(\d+)\.|^-/, (start) => (start === '-' ? '\\-' : start.replace('.', '\\.')))
    .replace(/:\/\//g, ':\\/\\/')
    .replace(/www\./gi, (start) => start.replace('.', '\\.'));
}
