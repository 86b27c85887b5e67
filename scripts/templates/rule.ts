import type { Scaffold } from './scaffold.ts';

/** A detection of our own: a Sigma rule, an event that it must match and one that it must not. */
export const ruleScaffold: Scaffold = {
  kind: 'rule',
  pattern: /^[a-z][a-z0-9-]*\/[a-z][a-z0-9_]*$/,
  example: 'credential-access/directory_copied_by_ntdsutil',
  files: ({ given, date, uuid }) =>
    new Map([
      [
        `content/detections/${given}.yml`,
        `title: What happened, in plain words
id: ${uuid}
name: ${given.slice(given.indexOf('/') + 1)}
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
landfall:
    behaviours: []
    distinctiveness: G
    innocent: Replace this with what usually explains it harmlessly.
    check:
        - Replace this with what to look at next, and in which log.
    rises: []
    advisory: Publisher and date
`,
      ],
      [`content/detections/${given}.hits`, event('Replace this with an event that the rule must match.exe')],
      [`content/detections/${given}.misses`, event('Replace this with the nearest harmless look-alike.exe')],
    ]),
  next: ({ given }) => [
    `content/detections/${given}.yml: title, description, tags, detection, level, landfall`,
    `content/detections/${given}.hits: events that it must match, one a line`,
    `content/detections/${given}.misses: the nearest harmless look-alikes`,
    `node bin/landfall.js rules test content/detections/${given}.yml`,
    'All steps: docs/adding-a-rule.md',
  ],
};

function event(image: string): string {
  return `- { Channel: Security, EventID: 4688, NewProcessName: 'C:\\${image}', CommandLine: '' }\n`;
}
