import type { DerivedField, FieldValue } from '../model/index.ts';

/** The forms that messages of a program have: the groups of a form are fields. The first that fits is taken. */
export type MessageForms = readonly RegExp[];

// The longest messages that daemons of a system write; forms are tried on no more.
const MAX_MESSAGE_LENGTH = 4096;

/** A field that a program's message holds. */
export function messageField(message: string, forms: MessageForms, name: string): DerivedField {
  return {
    from: [message],
    derive: ([value]: readonly (FieldValue | undefined)[]) =>
      typeof value === 'string' ? readForm(value, forms)?.[name] : undefined,
  };
}

/** Names of all groups of some forms. */
export function fieldsOf(forms: MessageForms): readonly string[] {
  const names = forms.flatMap((form) => [...form.source.matchAll(/\(\?<(\w+)>/g)].map(([, name]) => name!));
  return [...new Set(names)];
}

/** The groups of the first form that fits a message; undefined when none does. */
export function readForm(
  message: string,
  forms: MessageForms,
): Readonly<Record<string, string | undefined>> | undefined {
  const text = message.slice(0, MAX_MESSAGE_LENGTH);
  for (const form of forms) {
    const match = form.exec(text);
    if (match?.groups !== undefined) return match.groups;
  }
  return undefined;
}

// What pam_unix and its like write for any program. Source: Linux-PAM, modules/pam_unix.
const PAM: MessageForms = [
  /^pam_\w+\((?<service>[\w.-]+):session\): session (?<outcome>opened|closed) for user (?<user>[^\s(]+)/,
  /^pam_\w+\((?<service>[\w.-]+):auth\): authentication (?<outcome>failure); .{0,256}?tty=(?<tty>\S{0,64}) ruser=(?<ruser>\S{0,256}) rhost=(?<src_ip>\S{0,256})(?: {1,4}user=(?<user>\S{1,256}))?/,
];

/** Messages of OpenSSH's server. Source: openssh-portable, auth.c, auth2.c, packet.c. */
export const SSHD_FORMS: MessageForms = [
  /^(?<outcome>Accepted|Failed|Postponed|Partial) (?<auth_method>[\w/-]+) for (?:invalid user )?(?<user>.{0,256}?) from (?<src_ip>\S{1,64}) port (?<src_port>\d{1,5})/,
  /^(?<outcome>Invalid|Illegal) user (?<user>.{0,256}?) from (?<src_ip>[\da-fA-F.:]{2,45})(?: port (?<src_port>\d{1,5}))?/,
  /^(?<outcome>Connection|Disconnected|Disconnecting|Received disconnect)(?: \w+)? (?:by|from) (?:(?:authenticating|invalid) )?(?:user (?<user>.{0,256}?) )?(?<src_ip>[\da-fA-F.:]{2,45}) port (?<src_port>\d{1,5})/,
  ...PAM,
];

/** Messages of sudo with `NAME=value` between semicolons. Source: sudo, logsrvd and plugins/sudoers/logging.c. */
export const SUDO_FORMS: MessageForms = [
  /^\s*(?<user>[^\s:]+) : (?:(?<outcome>[^;=]{1,128}) ; )?(?:HOST=[^;]* ; )?TTY=(?<TTY>[^;]*?) ; (?:CHROOT=[^;]* ; )?PWD=(?<PWD>[^;]*?) ; USER=(?<USER>[^;]*?) ;(?: GROUP=(?<GROUP>[^;]*?) ;)?(?: TSID=[^;]* ;)?(?: ENV=(?<ENV>[^;]*?) ;)? COMMAND=(?<COMMAND>.*)$/,
  ...PAM,
];

/** Messages of su. Source: util-linux, login-utils/su-common.c; shadow, src/su.c. */
export const SU_FORMS: MessageForms = [
  /^(?<outcome>FAILED SU )?\(to (?<USER>[^\s)]+)\) (?<user>\S+) on (?<TTY>\S+)/,
  /^(?<outcome>Successful|FAILED) su for (?<USER>\S+) by (?<user>\S+)/,
  ...PAM,
];

/** Jobs of cron. Source: vixie cron and cronie, misc.c (log_it). */
export const CRON_FORMS: MessageForms = [
  /^\((?<user>[^)]{1,64})\) CMD (?:\((?:\[\d+\] )?(?<COMMAND>.*)\)|(?<rest>.*))$/,
  /^\((?<user>[^)]{1,64})\) (?<outcome>[A-Z][A-Z ]+[A-Z]) \((?<detail>.*)\)$/,
];

/** Accounts and groups. Source: shadow, src/useradd.c, groupadd.c, usermod.c. */
export const ACCOUNT_FORMS: MessageForms = [
  /^(?<outcome>new user): name=(?<user>[^,]*), UID=(?<uid>\d+), GID=(?<gid>\d+), home=(?<home>[^,]*), shell=(?<shell>[^,]*)/,
  /^(?<outcome>new group): name=(?<group>[^,]*), GID=(?<gid>\d+)/,
  /^(?<outcome>add|delete) '(?<user>[^']*)' (?:to|from) (?:shadow )?group '(?<group>[^']*)'/,
  /^(?<outcome>delete) user '(?<user>[^']*)'/,
  /^(?<outcome>password changed) for (?<user>\S+)/,
  ...PAM,
];

/** Whatever a program with a login writes by PAM. */
export const PAM_FORMS: MessageForms = PAM;
