import type { BenchRow, BenchTable } from './suite.ts';

const HEAD = ['', 'cores', 'seconds', 'CPU seconds', 'events/s', 'MB/s', 'peak memory, MB'];

/** A suite's results as Markdown, ending in a newline. MB is 10^6 bytes. */
export function benchMarkdown({ title, intro, rows, findings }: BenchTable): string {
  const lines = [HEAD, HEAD.map((_, index) => (index === 0 ? '---' : '---:')), ...rows.map(cellsOf)];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const paragraphs = [`## ${title}`, intro.join('\n'), table, findings.map((finding) => `- ${finding}`).join('\n')];
  return `${paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')}\n`;
}

function cellsOf({ what, cores, events, bytes, seconds, cpuSeconds, peakBytes }: BenchRow): string[] {
  return [
    what,
    String(cores),
    fixed(seconds),
    cpuSeconds === undefined ? 'not known' : fixed(cpuSeconds),
    grouped(events / seconds),
    grouped(bytes / seconds / 1e6),
    peakBytes === undefined ? 'not known' : grouped(peakBytes / 1e6),
  ];
}

/** Puts text between the markers of a name: `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`. @throws Error without them */
export function replaceMarked(document: string, name: string, text: string): string {
  const [start, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const from = document.indexOf(start);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the document has no ${start} ... ${end}`);
  return `${document.slice(0, from + start.length)}\n${text}${document.slice(to)}`;
}

function fixed(seconds: number): string {
  return seconds.toFixed(seconds < 10 ? 2 : 1);
}

function grouped(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}
