/** ATT&CK's tactics in the order of an intrusion, in words for people who do not know them. */
const TACTIC_WORDS: ReadonlyMap<string, string> = new Map([
  ['reconnaissance', 'looked at the network from outside'],
  ['resource-development', 'prepared tools'],
  ['initial-access', 'got in'],
  ['execution', 'ran commands'],
  ['persistence', 'made sure to come back'],
  ['privilege-escalation', 'gained more rights'],
  ['defense-evasion', 'hid traces'],
  ['stealth', 'hid traces'],
  ['defense-impairment', 'weakened protection'],
  ['credential-access', 'went for passwords'],
  ['discovery', 'looked around'],
  ['lateral-movement', 'moved to other computers'],
  ['collection', 'gathered data'],
  ['command-and-control', 'kept a connection'],
  ['exfiltration', 'took data out'],
  ['impact', 'did damage'],
]);

/** Ids of the tactics in the order of an intrusion. */
export const TACTICS: readonly string[] = [...TACTIC_WORDS.keys()];

/** What a tactic means in plain words; the id itself when it is unknown. */
export function tacticWords(tactic: string): string {
  return TACTIC_WORDS.get(tactic) ?? tactic;
}
