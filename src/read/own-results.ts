// How each result begins: src/report, and the state of hunts.
const BEGINNINGS: readonly RegExp[] = [
  /^\{"caseFileVersion":\d/,
  /^\{"rule":\{"id":"[^\n]*?"event":\{"source":"/,
  /^time,level,rule_title,rule_id,host,/,
  /^\{"landfallState":\d/,
  // What landfall simulate puts beside the logs.
  /^# What an invented organisation tells of itself/,
];

/** Whether a file is a result of Landfall. Earlier runs may have left some among the logs. */
export function isOwnResult(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  return BEGINNINGS.some((beginning) => beginning.test(text));
}
