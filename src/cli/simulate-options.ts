import type { CommandSpec } from './options.ts';
import { HELP, NO_COLOR } from './shared-options.ts';

export const SIMULATE: CommandSpec = {
  name: 'simulate',
  summary: 'Make the logs of an invented organisation, with or without an intruder, and the truth about them',
  operands: '--out DIR',
  examples: [
    ['landfall simulate --scenario quiet --out invented', 'seven days without an intrusion'],
    [
      'landfall simulate --scenario volt-typhoon --out invented',
      'the same with an intruder; ground-truth.json tells his steps',
    ],
    ['landfall simulate --hosts 200 --days 30 --seed 4 --out invented', 'a larger one; the seed decides everything'],
    [
      'landfall simulate --scenario volt-typhoon --after-eviction all --out after',
      'what the logs hold after the intruder was evicted',
    ],
    [
      'landfall simulate --with all --without sysmon-process,command-lines --out invented',
      'what would be seen if all were logged but two things',
    ],
    ['landfall simulate --organisation mine.yml --out invented', 'an organisation of your own'],
  ],
  options: [
    { name: 'out', short: 'o', value: 'DIR', summary: 'Folder for the logs; it must be empty or not be there yet' },
    {
      name: 'scenario',
      value: 'NAME',
      summary: 'What happens besides everyday life: quiet (default), another scenario, NAME:VARIANT, or a file',
    },
    { name: 'organisation', value: 'FILE', summary: 'Organisation file (default: the invented utility of Landfall)' },
    { name: 'hosts', value: 'N', summary: 'Machines in all (default: what the organisation file says)' },
    { name: 'days', value: 'N', summary: 'Days to simulate (default: 7)' },
    { name: 'seed', value: 'N', summary: 'Number that decides all chance (default: 1)' },
    { name: 'start', value: 'DATE', summary: 'First day, in the local time of the organisation (default: 2026-03-02)' },
    { name: 'noise', value: 'N', summary: 'How much everyday background: 1 (default) is little, 10 lifelike' },
    { name: 'with', value: 'SETTINGS', summary: 'Settings of logs that are on everywhere: all, or names with commas' },
    {
      name: 'without',
      value: 'SETTINGS',
      summary: 'Settings of logs that are off everywhere: all, or names with commas',
    },
    { name: 'penetration-test', summary: 'With an agreed penetration test of two days' },
    {
      name: 'after-eviction',
      value: 'STEPS',
      summary: 'Write the two days after the others instead, with an eviction: all, none, or steps with commas',
    },
    { name: 'quiet', short: 'q', summary: 'Print errors only' },
    NO_COLOR,
    HELP,
  ],
  notes: [
    'DIR gets a folder for each host with its event logs, and others for the firewall, the sensor and the web servers, as a collector would bring them; organisation.yml, for hunt --organisation; and ground-truth.json, which names the records of each step of the scenario with hosts, accounts, ATT&CK techniques and behaviours.',
    'The same options give the same bytes. Nothing is executed and no tool is contained: only log records are made. Addresses are private or of documentation and benchmark ranges, names are invented.',
    'Settings of --with and --without have the names of the fixes that landfall visibility advises; docs/simulated-logs.md lists them. What is in neither is as usual for the role of each host.',
    '--after-eviction plays the same days and then what administrators do about what the scenario needs: the steps of content/playbooks/eviction.yml that leave a record, by their names (krbtgt-first, disable-account). landfall verify tells from these logs which steps of a plan were done.',
    'An organisation file is YAML; content/organisations/organisation.schema.json describes it and content/organisations/utility.yml is one.',
  ],
};
