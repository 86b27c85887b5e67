import { readFileSync } from 'node:fs';
import { findRuleFiles, readRules } from '../../src/cli/rule-files.ts';
import { createCorrelator, createDetector, loadRulesFor } from '../../src/detect/index.ts';
import { createNormaliser, recordContext, suppliedKnowledge } from '../../src/normalise/index.ts';
import { createObserver } from '../../src/observe/index.ts';
import { formatNamed } from '../../src/read/index.ts';

/*
 * Run by hand: what the stages of a hunt cost in CPU seconds on one log, one after another in one process, three times
 * each, so that the last line of each is warm. Figures of docs/decisions/0004 come from it.
 * Usage: node stages.js FILE FORMAT RULES
 */

const PASSES = ['first', 'second', 'third'];
const STAGES = ['read', 'read+normalise', 'read+normalise+detect', 'read+normalise+observe'];

const [file = '', formatName = '', rulesFolder = ''] = process.argv.slice(2);
const log = new Uint8Array(readFileSync(file));
const source = { sizeBytes: log.length, read: (at: number, length: number) => log.slice(at, at + length) };
const { texts } = readRules(findRuleFiles([rulesFolder]));
const rules = loadRulesFor({ ruleTexts: texts }, suppliedKnowledge());

for (const stages of STAGES) {
  // The same stages see the log each time: filing rules and learning are part of the first passes only.
  const detector = stages.endsWith('detect') ? createDetector(rules.bound, createCorrelator(rules)) : undefined;
  const normaliser = stages.includes('normalise') ? createNormaliser() : undefined;
  for (const pass of PASSES) console.log(`${stages}, ${pass}: ${run(stages, normaliser, detector)}`);
}

function run(
  stages: string,
  normaliser: ReturnType<typeof createNormaliser> | undefined,
  detector: ReturnType<typeof createDetector> | undefined,
): string {
  const observer = stages.endsWith('observe') ? createObserver() : undefined;
  const context = recordContext({ source: file, changedMs: Date.now() });
  const start = process.cpuUsage();
  let [records, alerts] = [0, 0];
  for (const item of formatNamed(formatName).read(source, { first: 0 }, { carve: false })) {
    if (item.kind === 'problem') continue;
    records++;
    const event = normaliser?.toLogEvent(item, context);
    if (event === undefined) continue;
    observer?.add(event);
    alerts += detector?.detect(event).length ?? 0;
  }
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  return `${seconds.toFixed(2)} s, ${((seconds * 1e6) / records).toFixed(1)} us a record, ${alerts} alerts`;
}
