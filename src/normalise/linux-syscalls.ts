/**
 * System calls by number that rules or responders ask for, by the machine as audit records name it (AUDIT_ARCH_* in
 * linux/audit.h). Source: asm/unistd_64.h, asm/unistd_32.h and asm-generic/unistd.h of Linux 6.
 */
const CALLS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    'c000003e',
    tableOf(
      '0:read 1:write 2:open 9:mmap 10:mprotect 22:pipe 33:dup2 41:socket 42:connect 43:accept 44:sendto 49:bind ' +
        '50:listen 56:clone 57:fork 58:vfork 59:execve 62:kill 63:uname 76:truncate 77:ftruncate 82:rename 83:mkdir ' +
        '84:rmdir 85:creat 86:link 87:unlink 88:symlink 90:chmod 91:fchmod 92:chown 93:fchown 94:lchown 99:sysinfo ' +
        '101:ptrace 103:syslog 105:setuid 106:setgid 113:setreuid 117:setresuid 119:setresgid 126:capset 133:mknod ' +
        '135:personality 155:pivot_root 157:prctl 159:adjtimex 161:chroot 164:settimeofday 165:mount 166:umount2 ' +
        '167:swapon 169:reboot 170:sethostname 171:setdomainname 175:init_module 176:delete_module 188:setxattr ' +
        '200:tkill 227:clock_settime 248:add_key 250:keyctl 257:openat 258:mkdirat 259:mknodat 260:fchownat ' +
        '263:unlinkat 264:renameat 265:linkat 266:symlinkat 268:fchmodat 272:unshare 288:accept4 293:pipe2 ' +
        '298:perf_event_open 308:setns 310:process_vm_readv 311:process_vm_writev 313:finit_module 316:renameat2 ' +
        '319:memfd_create 321:bpf 322:execveat 425:io_uring_setup 426:io_uring_enter 435:clone3 437:openat2',
    ),
  ],
  [
    '40000003',
    tableOf(
      '2:fork 3:read 4:write 5:open 8:creat 9:link 10:unlink 11:execve 14:mknod 15:chmod 16:lchown 21:mount ' +
        '23:setuid 26:ptrace 37:kill 38:rename 39:mkdir 40:rmdir 42:pipe 46:setgid 52:umount2 61:chroot 63:dup2 ' +
        '70:setreuid 74:sethostname 79:settimeofday 83:symlink 87:swapon 88:reboot 90:mmap 92:truncate 93:ftruncate ' +
        '94:fchmod 95:fchown 103:syslog 116:sysinfo 120:clone 121:setdomainname 122:uname 124:adjtimex 125:mprotect ' +
        '128:init_module 129:delete_module 136:personality 164:setresuid 170:setresgid 172:prctl 182:chown 185:capset ' +
        '190:vfork 217:pivot_root 226:setxattr 238:tkill 264:clock_settime 286:add_key 288:keyctl 295:openat ' +
        '296:mkdirat 297:mknodat 298:fchownat 301:unlinkat 302:renameat 303:linkat 304:symlinkat 306:fchmodat ' +
        '310:unshare 331:pipe2 336:perf_event_open 346:setns 347:process_vm_readv 348:process_vm_writev ' +
        '350:finit_module 353:renameat2 356:memfd_create 357:bpf 358:execveat 359:socket 361:bind 362:connect ' +
        '363:listen 364:accept4 369:sendto 425:io_uring_setup 426:io_uring_enter 435:clone3 437:openat2',
    ),
  ],
  [
    'c00000b7',
    tableOf(
      '5:setxattr 33:mknodat 34:mkdirat 35:unlinkat 36:symlinkat 37:linkat 38:renameat 39:umount2 40:mount ' +
        '41:pivot_root 45:truncate 46:ftruncate 51:chroot 52:fchmod 53:fchmodat 54:fchownat 55:fchown 56:openat ' +
        '59:pipe2 63:read 64:write 91:capset 92:personality 97:unshare 105:init_module 106:delete_module ' +
        '112:clock_settime 116:syslog 117:ptrace 129:kill 130:tkill 142:reboot 144:setgid 145:setreuid 146:setuid ' +
        '147:setresuid 149:setresgid 160:uname 161:sethostname 162:setdomainname 167:prctl 170:settimeofday ' +
        '171:adjtimex 179:sysinfo 198:socket 200:bind 201:listen 202:accept 203:connect 206:sendto 217:add_key ' +
        '219:keyctl 220:clone 221:execve 222:mmap 224:swapon 226:mprotect 241:perf_event_open 242:accept4 268:setns ' +
        '270:process_vm_readv 271:process_vm_writev 273:finit_module 276:renameat2 279:memfd_create 280:bpf ' +
        '281:execveat 425:io_uring_setup 426:io_uring_enter 435:clone3 437:openat2',
    ),
  ],
]);

/** The name of a system call; undefined for one that is not in the table. */
export function systemCallName(machine: string, number: string): string | undefined {
  return CALLS.get(machine)?.get(number);
}

function tableOf(pairs: string): ReadonlyMap<string, string> {
  return new Map(pairs.split(' ').map((pair) => pair.split(':') as [string, string]));
}
