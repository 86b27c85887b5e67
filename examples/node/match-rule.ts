import { matchesRule, parseRule } from 'landfall/sigma';

/* Tries one Sigma rule on one event and says why it matches. */
const rule = parseRule(
  `
title: Port Forward By netsh
level: high
logsource: { product: windows, category: process_creation }
detection:
  selection:
    Image|endswith: '\\netsh.exe'
    CommandLine|contains|all: [portproxy, add]
  condition: selection
`,
  'port-forward.yml',
);
const fields = new Map([
  ['Image', 'C:\\Windows\\System32\\netsh.exe'],
  ['CommandLine', 'netsh interface portproxy add v4tov4 listenport=50100 connectaddress=10.20.0.5'],
]);
const because = matchesRule(rule, { get: (field) => fields.get(field), entries: () => fields.entries() });
console.log(because === undefined ? 'no match' : because);
