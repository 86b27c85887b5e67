import type { Msg } from '../../model/index.ts';
import { plain } from '../case-view.ts';
import type { TimeText } from '../clock.ts';
import { markdownText } from '../markdown-text.ts';
import { messageText } from '../messages.ts';
import { wrap } from '../summary-layout.ts';
import type { Tlp } from '../tlp.ts';
import type { Notification, NotificationPart } from './notification.ts';

// RFC 5322, section 2.1.1: lines should have at most 78 characters.
const MAIL_COLUMNS = 76;
// Beside the name of the header.
const HEADER_COLUMNS = 66;

/**
 * A notification as a mail: what a mail program opens as a draft (`.eml`). Plain text; addresses of the intruder are written
 * so that nothing makes a link of them, and no text of a log makes a line or a header.
 */
export function notificationMail(notification: Notification, timeText: TimeText): string {
  const { subject, to, tlp, parts } = notification;
  const text = textOf(notification, timeText);
  const label = labelText(tlp);
  const head = [
    ...(to.length === 0 ? [] : [`To: ${to.map(headerText).join(', ')}`]),
    `Subject: ${encodedHeader(`[${label}] ${text(subject)}`)}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ];
  const body = parts.flatMap((part) => ['', ...partLines(part, text)]);
  return [...head, '', label, ...body, '', label, ''].join('\r\n');
}

/** A notification as Markdown (GitHub's), under the same rules. */
export function notificationMarkdown(notification: Notification, timeText: TimeText): string {
  const { subject, tlp, parts } = notification;
  const text = textOf(notification, timeText);
  const label = `**${labelText(tlp)}**`;
  const sections = parts.map((part) => {
    const lines = part.lines.map(
      (line, index) => `${part.isOrdered ? `${index + 1}.` : '-'} ${markdownText(text(line))}\n`,
    );
    return `## ${markdownText(text(part.title))} \\(${labelText(part.tlp)}\\)\n\n${lines.join('')}`;
  });
  return `${label}\n\n# ${markdownText(text(subject))}\n\n${sections.join('\n')}\n${label}\n`;
}

function partLines({ title, tlp, isOrdered, lines }: NotificationPart, text: (message: Msg) => string): string[] {
  const heading = `${text(title)} (${labelText(tlp)})`;
  const items = lines.flatMap((line, index) => {
    const mark = isOrdered ? `${index + 1}. ` : '- ';
    const [first = '', ...others] = wrap(text(line), MAIL_COLUMNS - mark.length);
    return [mark + first, ...others.map((rest) => ' '.repeat(mark.length) + rest)];
  });
  return [heading, '-'.repeat(Math.min(MAIL_COLUMNS, heading.length)), ...items];
}

function textOf({ conceal }: Notification, timeText: TimeText): (message: Msg) => string {
  // Twice: once where a whole text may be a name, once where a name may have come together from two texts.
  const safe = (text: string): string => withoutLinks(plain(conceal(text)));
  return (message) => conceal(messageText(message, { timeText, safe }));
}

function withoutLinks(text: string): string {
  return text.replaceAll('://', '[:]//');
}

function labelText(tlp: Tlp): string {
  return `TLP:${tlp.toUpperCase()}`;
}

/**
 * RFC 5322, section 2.2.3: a long header goes on in lines that begin with a space. RFC 2047: in other letters than ASCII it
 * is written as base64 of UTF-8, in words of at most 75 characters.
 */
function encodedHeader(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return wrap(text, HEADER_COLUMNS).join('\r\n ');
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (base64(word + character).length > 60) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((one) => `=?UTF-8?B?${base64(one)}?=`).join('\r\n ');
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** An address of a header: what could end it or begin another is left out. */
function headerText(text: string): string {
  return text.replace(/[^\w.+@-]/g, '');
}
