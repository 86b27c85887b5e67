import type { FieldRecord } from '../model/index.ts';
import { readCefHeader } from './body-cef.ts';
import type { LogFormat } from './format.ts';
import { splitByLines } from './lines.ts';
import { resumeLines } from './resume-lines.ts';
import { firstLines, lineReader } from './syslog.ts';

/** Lines of CEF without a header before it. Records are of the kind `vendor/product`. */
export const cefFormat: LogFormat<FieldRecord> = {
  name: 'cef',
  sniff: (head) => {
    const [first] = firstLines(head, 1);
    return first !== undefined && readCefHeader(first, 0) !== undefined;
  },
  split: splitByLines,
  resumption: resumeLines,
  read: lineReader('cef'),
};
