import type { FieldRecord } from '../model/index.ts';
import { parseKeyValues, startsWithName } from './body-key-value.ts';
import type { LogFormat } from './format.ts';
import { splitByLines } from './lines.ts';
import { resumeLines } from './resume-lines.ts';
import { firstLines, lineReader } from './syslog.ts';

/** Lines of `name=value` without a header: logfmt, FortiOS as it is downloaded from the device. */
export const keyValueFormat: LogFormat<FieldRecord> = {
  name: 'key-value',
  sniff: (head) => {
    const [first] = firstLines(head, 1);
    return first !== undefined && startsWithName(first, 0) && parseKeyValues(first).size >= MIN_FIELDS;
  },
  split: splitByLines,
  resumption: resumeLines,
  read: lineReader('key-value'),
};

// A line of a program's settings has one or two.
const MIN_FIELDS = 3;
