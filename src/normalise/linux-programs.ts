import {
  ACCOUNT_FORMS,
  CRON_FORMS,
  type MessageForms,
  PAM_FORMS,
  SSHD_FORMS,
  SU_FORMS,
  SUDO_FORMS,
} from './linux-messages.ts';

/** Programs whose messages answer Sigma services, and what their messages hold. */
export interface LinuxProgram {
  /** of names of the program, in lower case */
  readonly names: RegExp;
  readonly services: readonly string[];
  readonly forms?: MessageForms;
  /** messages with a COMMAND that was run, by this program */
  readonly runs?: string;
}

/** The first that fits a program's name is taken; all of them answer `syslog` too. */
export const LINUX_PROGRAMS: readonly LinuxProgram[] = [
  { names: /^sshd(?:-session|-auth)?$/, services: ['sshd', 'auth'], forms: SSHD_FORMS },
  { names: /^sudo$/, services: ['sudo', 'auth'], forms: SUDO_FORMS, runs: '/usr/bin/sudo' },
  { names: /^su$/, services: ['auth'], forms: SU_FORMS },
  {
    names: /^(?:\/usr\/sbin\/)?(?:cron|crond|crontab|anacron|atd)$/,
    services: ['cron'],
    forms: CRON_FORMS,
    runs: '/usr/sbin/cron',
  },
  {
    names: /^(?:user|group)(?:add|mod|del)$|^(?:passwd|chpasswd|gpasswd|chage|chfn|chsh)$/,
    services: ['auth'],
    forms: ACCOUNT_FORMS,
  },
  {
    names:
      /^(?:login|pkexec|polkitd|polkit-agent-helper-1|systemd-logind|unix_chkpwd|gdm.*|lightdm|doas|kinit|sssd.*)$/,
    services: ['auth'],
    forms: PAM_FORMS,
  },
  { names: /^(?:clamd|clamav.*|clamscan|freshclam|clamonacc)$/, services: ['clamav'] },
  { names: /^vsftpd$/, services: ['vsftpd'], forms: PAM_FORMS },
  { names: /^guac(?:d|amole.*)$/, services: ['guacamole'] },
];

/** Web servers whose error log came by syslog, with the service that rules name without a product. */
export const WEB_PROGRAMS: readonly (readonly [names: RegExp, service: string])[] = [
  [/^(?:apache2?|httpd|apache-errors?)$/, 'apache'],
  [/^nginx$/, 'nginx'],
];
