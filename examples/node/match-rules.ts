import { readFileSync } from 'node:fs';
import { compile, lint, parseRules } from 'landfall/sigma';

/* Checks a file of Sigma rules and tries all of them at once on events: node match-rules.ts RULES.yml EVENTS.ndjson */
const [rulesFile = 'rules.yml', eventsFile = 'events.ndjson'] = process.argv.slice(2);
const text = readFileSync(rulesFile, 'utf8');
for (const { severity, message, line, column } of lint(text, rulesFile)) {
  if (severity === 'error') console.error(`${rulesFile}:${line}:${column}: ${message}`);
}
const { rules } = parseRules(text, rulesFile);
// What all events share is tried once: rules for other channels cost nothing.
const matcher = compile(rules, { constants: new Map([['Channel', 'Security']]) });
for (const line of readFileSync(eventsFile, 'utf8').split('\n')) {
  if (line === '') continue;
  const fields = new Map(Object.entries(JSON.parse(line) as Record<string, string | number>));
  const event = { get: (field: string) => fields.get(field), entries: () => fields.entries() };
  for (const index of matcher.match(event)) console.log(rules[index]?.title, line);
}
