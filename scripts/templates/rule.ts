import type { Scaffold } from './scaffold.ts';

/** A detection of our own: a Sigma rule, an event that it must match and one that it must not. */
export const ruleScaffold: Scaffold = {
  kind: 'rule',
  pattern: /^[a-z][a-z0-9-]*\/[a-z][a-z0-9_-]*$/,
  example: 'credential-access/directory-copied-by-ntdsutil',
  files: ({ given, date, uuid }) =>
    new Map([
      [
        `content/detections/${given}.yml`,
        `title: What happened, in plain words
id: ${uuid}
status: experimental
description: |
  What it means when this happens.
  Which harmless things look the same.
references:
  - https://example.test/where-this-is-described
author: Landfall
date: ${date}
tags:
  - attack.t0000
logsource:
  product: windows
  category: process_creation
detection:
  selection:
    Image|endswith: '\\replace-me.exe'
  condition: selection
falsepositives:
  - Who does the same for good reason
level: medium
`,
      ],
      [
        `content/detections/${given}.hits`,
        '{"EventID":1,"Image":"C:\\\\Replace this with an event that the rule must match.exe","CommandLine":""}\n',
      ],
      [
        `content/detections/${given}.misses`,
        '{"EventID":1,"Image":"C:\\\\Replace this with the nearest harmless look-alike.exe","CommandLine":""}\n',
      ],
    ]),
  next: ({ given }) => [
    `content/detections/${given}.yml: title, description, tags, detection, level`,
    `content/detections/${given}.hits: events that it must match, one JSON object a line`,
    `content/detections/${given}.misses: the nearest harmless look-alikes`,
    `node bin/landfall.js rules test content/detections/${given}.yml`,
    'All steps: docs/adding-a-rule.md',
  ],
};
