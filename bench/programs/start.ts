import { findRuleFiles, readRules } from '../../src/cli/rule-files.ts';
import { openRulesCache } from '../../src/cli/rules-cache.ts';
import { setV8Flags } from '../../src/cli/v8-flags.ts';
import { loadRules } from '../../src/investigate.ts';
import { compile, RawIndex } from '../../src/sigma/index.ts';

// start.js RULES CACHE: how long it takes until the first event can be tried against all rules that can match. Rules
// come from the cache when they are in it, and are kept there when they are not. Prints one line of JSON.

const [folder = '', cacheFolder = ''] = process.argv.slice(2);
// As `bin/landfall.js` does.
setV8Flags();
const startMs = performance.now();
const { files, problems } = findRuleFiles([folder]);
const cache = openRulesCache(cacheFolder, Date.now);
const cached = cache.find(files, {});
const rules = cached ?? loadRules({ ruleTexts: readRules({ files, problems }).texts });
const loadedMs = performance.now();
const compiled = compile(rules.bound);
const index = new RawIndex('utf16le');
for (const { rule, raw } of compiled.rawLiterals('utf16le')) index.add(raw, rule);
// Literals are filed when they are first looked for.
index.scan({ bytes: new Uint8Array(8), words: new Int32Array(2) }, 0, 8, () => {});
const indexedMs = performance.now();
if (cached === undefined) cache.keep(files, {}, rules);
console.log(
  JSON.stringify({
    ...{ files: files.length, bound: rules.bound.length, isCached: cached !== undefined },
    ...{ loadMs: loadedMs - startMs, indexMs: indexedMs - loadedMs, cpuMs: process.cpuUsage().user / 1000 },
  }),
);
