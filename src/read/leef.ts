import type { FieldRecord } from '../model/index.ts';
import { readLeefHeader } from './body-leef.ts';
import type { LogFormat } from './format.ts';
import { splitByLines } from './lines.ts';
import { resumeLines } from './resume-lines.ts';
import { firstLines, lineReader } from './syslog.ts';

/** Lines of LEEF without a header before it. Records are of the kind `vendor/product`. */
export const leefFormat: LogFormat<FieldRecord> = {
  name: 'leef',
  sniff: (head) => {
    const [first] = firstLines(head, 1);
    return first !== undefined && readLeefHeader(first, 0) !== undefined;
  },
  split: splitByLines,
  resumption: resumeLines,
  read: lineReader('leef'),
};
