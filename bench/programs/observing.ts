import { incidentFinder } from '../../src/cli/find-incidents.ts';
import { findInputs } from '../../src/cli/hunt-inputs.ts';
import { findRuleFiles, readRules } from '../../src/cli/rule-files.ts';
import { runPiece } from '../../src/cli/run-piece.ts';
import { setV8Flags } from '../../src/cli/v8-flags.ts';
import { Investigation, loadRules } from '../../src/investigate.ts';

/*
 * A hunt in one thread, of which parts can be left out: `match` matches rules only, `observe` observes every event besides
 * and puts the pieces together, `hunt` looks for incidents and says what could not be seen, too.
 * Usage: node observing.js match|observe|hunt RULES PATH
 */

/** What the program prints as JSON. */
export interface ObservingCost {
  readonly events: number;
  readonly alerts: number;
}

// As `bin/landfall.js` does.
setV8Flags();
const [mode = '', rulesFolder = '', path = ''] = process.argv.slice(2);
const { texts } = readRules(findRuleFiles([rulesFolder]));
const rules = loadRules({ ruleTexts: texts });
const investigation = new Investigation(rules, { carve: false, alertsOnly: mode === 'match' });
const finder = incidentFinder({ organisation: undefined, suppressions: undefined });
const { pieces } = await findInputs([path], []);
let [events, alerts] = [0, 0];
for (const piece of pieces) {
  const result = await runPiece(investigation, piece, () => true);
  events += result.report.events;
  alerts += result.alerts.length + result.alertsLeftOut;
  if (result.report.observed !== undefined) investigation.observer.absorb(result.report.observed);
  if (mode === 'hunt') finder.add(result);
}
if (mode === 'hunt') finder.find(investigation, rules);
console.log(JSON.stringify({ events, alerts } satisfies ObservingCost));
