// Names of products and logs as their makers write them.
const NAMES: ReadonlyMap<string, string> = new Map([
  ['windows/security', 'Windows Security'],
  ['windows/system', 'Windows System'],
  ['windows/application', 'Windows Application'],
  ['windows/sysmon', 'Sysmon'],
  ['windows/powershell', 'PowerShell'],
  ['windows/powershell-classic', 'Windows PowerShell'],
  ['windows/windefend', 'Windows Defender'],
  ['fortigate/event', 'FortiGate'],
]);

/**
 * Kinds of evidence as people call them: `windows/security/4688+CommandLine or zeek/conn` becomes `Windows Security 4688
 * with CommandLine or zeek conn`.
 * @param items as `content/behaviours` and `content/visibility` write them, joined with any words
 */
export function evidenceWords(items: string): string {
  return items.split(' ').map(itemWords).join(' ');
}

function itemWords(item: string): string {
  const [path = '', field] = item.split('+');
  const parts = path.split('/');
  if (parts.length < 2) return item;
  const name = NAMES.get(parts.slice(0, 2).join('/'));
  const kind = parts.slice(2).join(' ');
  const words = name === undefined ? parts.join(' ') : kind === '' || kind === '*' ? name : `${name} ${kind}`;
  return field === undefined ? words : `${words} with ${field}`;
}
