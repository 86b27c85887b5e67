import type { CommandSpec, OptionSpec } from './options.ts';
import { HELP, TEXT_OR_JSON } from './shared-options.ts';

const TZ: OptionSpec = {
  name: 'tz',
  value: 'ZONE',
  summary: 'Time zone of printed times: UTC (default), local or a name as Asia/Manila',
};

export const PLAN: CommandSpec = {
  name: 'plan',
  summary: 'Show how to evict the intruder of an incident: steps, commands, risks, proofs',
  operands: 'CASE [INCIDENT]',
  examples: [
    ['landfall plan case.json', 'the plan for the gravest incident'],
    ['landfall plan case.json INC-7F3A --format json > plan.json', 'the plan of one incident, for landfall verify'],
  ],
  options: [TEXT_OR_JSON, TZ, HELP],
  notes: [
    'CASE is what landfall hunt --json wrote. Nothing of the plan is run: people read each command, try it in a lab and decide. Steps marked "suggestion" are common practice that no vendor text was checked for.',
    'Names of hosts and accounts come from logs. A name with characters that could act in a command gets no command.',
  ],
};

export const VERIFY: CommandSpec = {
  name: 'verify',
  summary: 'Tell from fresh logs which steps of a plan were done',
  operands: 'PLAN PATH...',
  examples: [['landfall verify plan.json fresh-logs', 'done, not done or cannot tell, for each step']],
  options: [TEXT_OR_JSON, TZ, HELP],
  notes: [
    'PLAN is what landfall plan --format json wrote. Only events later than the last trace of the incident count. Where the log that would show a step is missing, the answer is "cannot tell", never "done".',
  ],
};
