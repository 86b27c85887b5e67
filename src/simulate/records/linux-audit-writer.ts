import type { AuditFact, Fact } from '../facts.ts';
import type { LogWriter, PutBytes, RecordPlace } from '../log-writer.ts';
import { hash32 } from '../random.ts';
import { localIso } from './local-time.ts';
import { TextLogs } from './text-log.ts';

/** System calls of x86-64 (arch/x86/entry/syscalls/syscall_64.tbl): openat and execve. */
const CALL = { 'create-file': 257, run: 59 } as const;
/** A login id that was never set. */
const UNSET = 4_294_967_295;

/**
 * Writes what the audit daemons of Linux hosts log, raw, a file a local day: `auditd/HOST/2026-03-02/audit.log`. One
 * event is several lines with the same time and number. Order of lines and fields: records of a kernel 4.15 and the
 * dictionary of linux-audit/audit-documentation.
 */
export function createAuditWriter(put: PutBytes): LogWriter {
  const texts = new TextLogs(put);
  const current = new Map<string, string>();
  return {
    write(fact: Fact, places?: RecordPlace[]): void {
      if (fact.kind !== 'audit' || !fact.host.logging.has('linux-audit')) return;
      const file = `auditd/${fact.host.name}/${localIso(fact.host, fact.timeMs).slice(0, 10)}/audit.log`;
      const before = current.get(fact.host.name);
      if (before !== undefined && before !== file) texts.close(before);
      current.set(fact.host.name, file);
      for (const line of linesOf(fact)) {
        const place = texts.add(file, line);
        places?.push(place);
      }
    },
    finish: () => texts.finish(),
  };
}

function linesOf(fact: AuditFact): readonly string[] {
  const { action, process } = fact;
  const head = `msg=audit(${(fact.timeMs / 1000).toFixed(3)}:${1000 + fact.id}):`;
  const made = action === 'run' ? [execution(fact)] : [];
  return [
    `type=SYSCALL ${head} ${call(fact)}`,
    ...made.map((text) => `type=EXECVE ${head} ${text}`),
    `type=CWD ${head} cwd=${quoted(process.workingDirectory)}`,
    ...paths(fact).map((text) => `type=PATH ${head} ${text}`),
    `type=PROCTITLE ${head} proctitle=${titleOf(fact)}`,
  ];
}

function call({ action, process, ruleKey, id }: AuditFact): string {
  const { uid, session } = process;
  const argument = (index: number): string => hash32(`${id} a${index}`).toString(16);
  const name = process.executable
    .slice(process.executable.lastIndexOf('/') + 1, process.executable.length)
    .slice(0, 15);
  const who = ['uid', 'gid', 'euid', 'suid', 'fsuid', 'egid', 'sgid', 'fsgid'].map((field) => `${field}=${uid}`);
  return [
    `arch=c000003e syscall=${CALL[action]} success=yes exit=${action === 'run' ? 0 : 87}`,
    `a0=${argument(0)} a1=${argument(1)} a2=${argument(2)} a3=${argument(3)} items=2`,
    `ppid=${process.parentPid} pid=${process.pid} auid=${session === undefined ? UNSET : uid} ${who.join(' ')}`,
    `tty=${session === undefined ? '(none)' : 'pts0'} ses=${session ?? UNSET}`,
    `comm=${quoted(name)} exe=${quoted(process.executable)} key=${quoted(ruleKey)}`,
  ].join(' ');
}

function execution({ arguments: words }: AuditFact): string {
  return [`argc=${words.length}`, ...words.map((word, index) => `a${index}=${quoted(word)}`)].join(' ');
}

function paths({ action, process, path }: AuditFact): readonly string[] {
  const item = (index: number, name: string, mode: string, kind: string): string =>
    `item=${index} name=${quoted(name)} inode=${hash32(name) % 2_000_000} dev=08:01 mode=${mode} ouid=0 ogid=0 rdev=00:00 nametype=${kind} cap_fp=0000000000000000 cap_fi=0000000000000000 cap_fe=0 cap_fver=0`;
  if (action === 'run')
    return [
      item(0, process.executable, '0100755', 'NORMAL'),
      item(1, '/lib64/ld-linux-x86-64.so.2', '0100755', 'NORMAL'),
    ];
  return [item(0, path.slice(0, path.lastIndexOf('/') + 1), '041777', 'PARENT'), item(1, path, '0100644', 'CREATE')];
}

/** The command line with zero bytes between its words, in hexadecimal, as the kernel writes what holds such bytes. */
function titleOf({ arguments: words, process }: AuditFact): string {
  const text = words.length === 0 ? process.executable : words.join('\0');
  return words.length < 2 ? quoted(text) : hexadecimal(text);
}

/** In quotes, or in hexadecimal when there are quotes, spaces or control characters in it. */
function quoted(text: string): string {
  return /^[\x21\x23-\x7e]*$/.test(text) ? `"${text}"` : hexadecimal(text);
}

function hexadecimal(text: string): string {
  return [...new TextEncoder().encode(text)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}
