import { hexOf } from '../random.ts';
import type { FileIdentity } from '../windows-facts.ts';

type ProgramRow = readonly [folder: string, description: string, product?: string, company?: string, original?: string];

const SYSTEM = 'C:\\Windows\\System32';
const WINDOWS = 'Microsoft® Windows® Operating System';
const MICROSOFT = 'Microsoft Corporation';
const OFFICE = 'C:\\Program Files\\Microsoft Office\\root\\Office16';

/** Programs by file name: their usual folder and what their version resource says. */
const PROGRAMS: Readonly<Record<string, ProgramRow>> = {
  'smss.exe': [SYSTEM, 'Windows Session Manager'],
  'csrss.exe': [SYSTEM, 'Client Server Runtime Process'],
  'wininit.exe': [SYSTEM, 'Windows Start-Up Application'],
  'winlogon.exe': [SYSTEM, 'Windows Logon Application'],
  'services.exe': [SYSTEM, 'Services and Controller app'],
  'lsass.exe': [SYSTEM, 'Local Security Authority Process'],
  'svchost.exe': [SYSTEM, 'Host Process for Windows Services'],
  'spoolsv.exe': [SYSTEM, 'Spooler SubSystem App'],
  'dwm.exe': [SYSTEM, 'Desktop Window Manager'],
  'userinit.exe': [SYSTEM, 'Userinit Logon Application'],
  'explorer.exe': ['C:\\Windows', 'Windows Explorer'],
  'taskhostw.exe': [SYSTEM, 'Host Process for Windows Tasks'],
  'sihost.exe': [SYSTEM, 'Shell Infrastructure Host'],
  'rdpclip.exe': [SYSTEM, 'RDP Clipboard Monitor'],
  'conhost.exe': [SYSTEM, 'Console Window Host'],
  'cmd.exe': [SYSTEM, 'Windows Command Processor', WINDOWS, MICROSOFT, 'Cmd.Exe'],
  'powershell.exe': [`${SYSTEM}\\WindowsPowerShell\\v1.0`, 'Windows PowerShell', WINDOWS, MICROSOFT, 'PowerShell.EXE'],
  'wmic.exe': [`${SYSTEM}\\wbem`, 'WMI Commandline Utility', WINDOWS, MICROSOFT, 'wmic.exe'],
  'wmiprvse.exe': [`${SYSTEM}\\wbem`, 'WMI Provider Host', WINDOWS, MICROSOFT, 'Wmiprvse.exe'],
  'ntdsutil.exe': [SYSTEM, 'NT5DS', WINDOWS, MICROSOFT, 'ntdsutil.exe'],
  'vssvc.exe': [SYSTEM, 'Microsoft® Volume Shadow Copy Service', WINDOWS, MICROSOFT, 'VSSVC.EXE'],
  'vssadmin.exe': [SYSTEM, 'Command Line Interface for Microsoft® Volume Shadow Copy Service', WINDOWS],
  'esentutl.exe': [SYSTEM, 'Extensible Storage Engine Utilities for Microsoft(R) Windows(R)'],
  'wbadmin.exe': [SYSTEM, 'Command Line Interface for Microsoft® BLB Backup', WINDOWS],
  'netsh.exe': [SYSTEM, 'Network Command Shell'],
  'net.exe': [SYSTEM, 'Net Command'],
  'net1.exe': [SYSTEM, 'Net Command'],
  'nltest.exe': [SYSTEM, 'Microsoft® Logon Server Test Utility', WINDOWS, MICROSOFT, 'nltestrk.exe'],
  'dnscmd.exe': [SYSTEM, 'DNS Server Command Line Interface'],
  'repadmin.exe': [SYSTEM, 'Active Directory Replication Diagnosis Tool'],
  'dcdiag.exe': [SYSTEM, 'DirectoryServer Diagnosis'],
  'ldifde.exe': [SYSTEM, 'LDIF Directory Exchange Utility'],
  'dsquery.exe': [SYSTEM, 'Microsoft AD DS/LDS query command line utility'],
  'csvde.exe': [SYSTEM, 'CSV Directory Exchange Utility'],
  'gpupdate.exe': [SYSTEM, 'Microsoft® Group Policy Update Utility'],
  'gpresult.exe': [SYSTEM, 'Query Group Policy RSOP Data'],
  'ipconfig.exe': [SYSTEM, 'IP Configuration Utility'],
  'ping.exe': [SYSTEM, 'TCP/IP Ping Command'],
  'nbtstat.exe': [SYSTEM, 'TCP/IP NetBios Information', WINDOWS, MICROSOFT, 'nbtinfo.exe'],
  'getmac.exe': [SYSTEM, 'Displays NIC MAC information'],
  'tracert.exe': [SYSTEM, 'TCP/IP Traceroute Command'],
  'nslookup.exe': [SYSTEM, 'nslookup'],
  'netstat.exe': [SYSTEM, 'TCP/IP Netstat Command'],
  'arp.exe': [SYSTEM, 'TCP/IP Arp Command'],
  'route.exe': [SYSTEM, 'TCP/IP Route Command'],
  'systeminfo.exe': [SYSTEM, 'Displays system information', WINDOWS, MICROSOFT, 'sysinfo.exe'],
  'tasklist.exe': [SYSTEM, 'Lists the current running tasks'],
  'taskkill.exe': [SYSTEM, 'Terminates Processes'],
  'whoami.exe': [SYSTEM, 'whoami - displays logged on user information'],
  'hostname.exe': [SYSTEM, 'Hostname APP'],
  'quser.exe': [SYSTEM, 'Query User Utility'],
  'qwinsta.exe': [SYSTEM, 'Query Session Utility'],
  'sc.exe': [SYSTEM, 'Service Control Manager Configuration Tool'],
  'schtasks.exe': [SYSTEM, 'Task Scheduler Configuration Tool'],
  'reg.exe': [SYSTEM, 'Registry Console Tool'],
  'wevtutil.exe': [SYSTEM, 'Eventing Command Line Utility'],
  'auditpol.exe': [SYSTEM, 'Audit Policy Program'],
  'rundll32.exe': [SYSTEM, 'Windows host process (Rundll32)', WINDOWS, MICROSOFT, 'RUNDLL32.EXE'],
  'comsvcs.dll': [SYSTEM, 'COM+ Services', WINDOWS, MICROSOFT, 'COMSVCS.DLL'],
  'gdiplus.dll': [SYSTEM, 'Microsoft GDI+', WINDOWS, MICROSOFT, 'gdiplus'],
  'regsvr32.exe': [SYSTEM, 'Microsoft(C) Register Server'],
  'certutil.exe': [SYSTEM, 'CertUtil.exe', WINDOWS, MICROSOFT, 'CertUtil.exe'],
  'makecab.exe': [SYSTEM, 'Microsoft® Cabinet Maker'],
  'xcopy.exe': [SYSTEM, 'Extended Copy Utility'],
  'robocopy.exe': [SYSTEM, 'Microsoft Robocopy'],
  'findstr.exe': [SYSTEM, 'Find String (QGREP) Utility'],
  'find.exe': [SYSTEM, 'Find String (grep) Utility'],
  'more.com': [SYSTEM, 'More Utility'],
  'curl.exe': [SYSTEM, 'The curl executable', 'The curl executable', 'curl, https://curl.se/'],
  'winrs.exe': [SYSTEM, 'winrs'],
  'winrshost.exe': [SYSTEM, 'Host Process for WinRM Remote Shell plugin'],
  'wsmprovhost.exe': [SYSTEM, 'Host process for WinRM plug-ins'],
  'mstsc.exe': [SYSTEM, 'Remote Desktop Connection'],
  'runas.exe': [SYSTEM, 'Run As Utility'],
  'mmc.exe': [SYSTEM, 'Microsoft Management Console'],
  'notepad.exe': [SYSTEM, 'Notepad'],
  'snippingtool.exe': [SYSTEM, 'Snipping Tool'],
  'msiexec.exe': [SYSTEM, 'Windows® installer'],
  'pcwrun.exe': [SYSTEM, 'Program Compatibility Troubleshooter Invoker'],
  'msdt.exe': [SYSTEM, 'Diagnostics Troubleshooting Wizard'],
  'shutdown.exe': [SYSTEM, 'Windows Shutdown and Annotation Tool'],
  'w32tm.exe': [SYSTEM, 'Windows Time Service Diagnostic Tool'],
  'usoclient.exe': [SYSTEM, 'UsoClient'],
  'trustedinstaller.exe': ['C:\\Windows\\servicing', 'Windows Modules Installer'],
  'tiworker.exe': [
    'C:\\Windows\\WinSxS\\amd64_microsoft-windows-servicingstack_31bf3856ad364e35',
    'Windows Modules Installer Worker',
  ],
  'mousocoreworker.exe': [SYSTEM, 'MoUSO Core Worker Process'],
  'searchindexer.exe': [SYSTEM, 'Microsoft Windows Search Indexer'],
  'searchprotocolhost.exe': [SYSTEM, 'Microsoft Windows Search Protocol Host'],
  'searchfilterhost.exe': [SYSTEM, 'Microsoft Windows Search Filter Host'],
  'backgroundtaskhost.exe': [SYSTEM, 'Background Task Host'],
  'runtimebroker.exe': [SYSTEM, 'Runtime Broker'],
  'dllhost.exe': [SYSTEM, 'COM Surrogate'],
  'consent.exe': [SYSTEM, 'Consent UI for administrative applications'],
  'compattelrunner.exe': [SYSTEM, 'Microsoft Compatibility Telemetry'],
  'sppsvc.exe': [SYSTEM, 'Microsoft Software Protection Platform Service'],
  'dns.exe': [SYSTEM, 'Domain Name System (DNS) Server'],
  'dfsrs.exe': [SYSTEM, 'Distributed File System Replication'],
  'ismserv.exe': [SYSTEM, 'Windows NT Intersite Messaging Service'],
  'msmpeng.exe': [
    'C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.24090.11-0',
    'Antimalware Service Executable',
  ],
  'mpcmdrun.exe': [
    'C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.24090.11-0',
    'Microsoft Malware Protection Command Line Utility',
  ],
  'w3wp.exe': [`${SYSTEM}\\inetsrv`, 'IIS Worker Process', 'Internet Information Services'],
  'csc.exe': [
    'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319',
    'Visual C# Command Line Compiler',
    'Microsoft® .NET Framework',
  ],
  'outlook.exe': [OFFICE, 'Microsoft Outlook', 'Microsoft Office'],
  'winword.exe': [OFFICE, 'Microsoft Word', 'Microsoft Office', MICROSOFT, 'WinWord.exe'],
  'excel.exe': [OFFICE, 'Microsoft Excel', 'Microsoft Office'],
  'powerpnt.exe': [OFFICE, 'Microsoft PowerPoint', 'Microsoft Office'],
  'msedge.exe': ['C:\\Program Files (x86)\\Microsoft\\Edge\\Application', 'Microsoft Edge', 'Microsoft Edge'],
  'teams.exe': [
    'C:\\Program Files\\WindowsApps\\MSTeams_24243.1309.3132.617_x64',
    'Microsoft Teams',
    'Microsoft Teams',
  ],
  'onedrive.exe': ['C:\\Program Files\\Microsoft OneDrive', 'Microsoft OneDrive', 'Microsoft OneDrive'],
  'acrord32.exe': [
    'C:\\Program Files (x86)\\Adobe\\Acrobat Reader DC\\Reader',
    'Adobe Acrobat Reader',
    'Adobe Acrobat Reader',
    'Adobe Systems Incorporated',
  ],
  'microsoftedgeupdate.exe': [
    'C:\\Program Files (x86)\\Microsoft\\EdgeUpdate',
    'Microsoft Edge Update',
    'Microsoft Edge Update',
  ],
  'sqlservr.exe': [
    'C:\\Program Files\\Microsoft SQL Server\\MSSQL15.MSSQLSERVER\\MSSQL\\Binn',
    'SQL Server Windows NT - 64 Bit',
    'Microsoft SQL Server',
  ],
  'sqlcmd.exe': [
    'C:\\Program Files\\Microsoft SQL Server\\Client SDK\\ODBC\\170\\Tools\\Binn',
    'SQL Command Line Tool',
    'Microsoft SQL Server',
  ],
  'java.exe': [
    'C:\\ManageEngine\\ADSelfService Plus\\jre\\bin',
    'OpenJDK Platform binary',
    'OpenJDK Platform 8',
    'Eclipse Adoptium',
  ],
  'prtg probe.exe': [
    'C:\\Program Files (x86)\\PRTG Network Monitor',
    'PRTG Probe',
    'PRTG Network Monitor',
    'Paessler AG',
  ],
  'prtg server.exe': [
    'C:\\Program Files (x86)\\PRTG Network Monitor\\64 bit',
    'PRTG Core Server',
    'PRTG Network Monitor',
    'Paessler AG',
  ],
  'veeamagent.exe': [
    'C:\\Program Files\\Veeam\\Backup Transport\\x64',
    'Veeam Agent',
    'Veeam Backup & Replication',
    'Veeam Software Group GmbH',
  ],
  'veeam.backup.manager.exe': [
    'C:\\Program Files\\Veeam\\Backup and Replication\\Backup',
    'Veeam Backup Manager',
    'Veeam Backup & Replication',
    'Veeam Software Group GmbH',
  ],
  'psexec.exe': [
    'C:\\Tools\\PSTools',
    'Execute processes remotely',
    'Sysinternals PsExec',
    'Sysinternals - www.sysinternals.com',
    'psexec.c',
  ],
  'psexec64.exe': [
    'C:\\Tools\\PSTools',
    'Execute processes remotely',
    'Sysinternals PsExec',
    'Sysinternals - www.sysinternals.com',
    'psexec.c',
  ],
  'psexesvc.exe': [
    'C:\\Windows',
    'PsExec Service',
    'Sysinternals PsExec',
    'Sysinternals - www.sysinternals.com',
    'psexesvc.exe',
  ],
  'putty.exe': [
    'C:\\Program Files\\PuTTY',
    'SSH, Telnet, Rlogin, and SUPDUP client',
    'PuTTY suite',
    'Simon Tatham',
    'PuTTY',
  ],
  'plink.exe': [
    'C:\\Program Files\\PuTTY',
    'Command-line SSH, Telnet, and Rlogin client',
    'PuTTY suite',
    'Simon Tatham',
    'Plink',
  ],
  'pscp.exe': ['C:\\Program Files\\PuTTY', 'Command-line SCP/SFTP client', 'PuTTY suite', 'Simon Tatham', 'PSCP'],
  'forticlient.exe': [
    'C:\\Program Files\\Fortinet\\FortiClient',
    'FortiClient Console',
    'FortiClient',
    'Fortinet Inc.',
  ],
  '7z.exe': ['C:\\Program Files\\7-Zip', '7-Zip Console', '7-Zip', 'Igor Pavlov'],
  '7zg.exe': ['C:\\Program Files\\7-Zip', '7-Zip GUI', '7-Zip', 'Igor Pavlov'],
  'rar.exe': ['C:\\Program Files\\WinRAR', 'Command line RAR', 'WinRAR', 'Alexander Roshal'],
  'scada.exe': ['C:\\Program Files (x86)\\GridView', 'GridView Operator Client', 'GridView', 'Northlight Controls'],
  'engtool.exe': [
    'C:\\Program Files (x86)\\GridView\\Engineering',
    'GridView Engineering Workbench',
    'GridView',
    'Northlight Controls',
  ],
  'histsrv.exe': [
    'C:\\Program Files\\GridView Historian',
    'GridView Historian Server',
    'GridView Historian',
    'Northlight Controls',
  ],
};

/** The usual full path of a program; a text with a backslash is a path already. */
export function pathOf(program: string): string {
  if (program.includes('\\')) return program;
  const folder = PROGRAMS[program.toLowerCase()]?.[0];
  return `${folder ?? SYSTEM}\\${program}`;
}

const identities = new Map<string, FileIdentity>();

/**
 * What a program file says of itself. Programs that the table does not know say nothing and are not signed.
 * @param program file name by which to know it; another one than the path's when it was renamed
 * @param systemVersion `10.0.17763`: the same system has the same files
 */
export function identityOf(program: string, systemVersion: string): FileIdentity {
  const key = `${program.toLowerCase()}|${systemVersion}`;
  const known = identities.get(key);
  if (known !== undefined) return known;
  const identity = makeIdentity(program, systemVersion, key);
  identities.set(key, identity);
  return identity;
}

function makeIdentity(program: string, systemVersion: string, key: string): FileIdentity {
  const row = PROGRAMS[program.toLowerCase()];
  const hashes = { md5: hexOf(`md5|${key}`, 32), sha256: hexOf(`sha256|${key}`, 64), imphash: hexOf(`imp|${key}`, 32) };
  if (row === undefined) {
    const nothing = { company: '-', description: '-', product: '-', originalFileName: '-', fileVersion: '-' };
    return { ...nothing, ...hashes, isSigned: false };
  }
  const [, description, product = WINDOWS, company = MICROSOFT, original = program] = row;
  const fileVersion = product === WINDOWS ? `${systemVersion}.1 (WinBuild.160101.0800)` : versionText(key);
  return { company, description, product, originalFileName: original, fileVersion, ...hashes, isSigned: true };
}

function versionText(key: string): string {
  const digits = hexOf(`version|${key}`, 4);
  return `${(Number.parseInt(digits.slice(0, 2), 16) % 20) + 1}.${Number.parseInt(digits.slice(2), 16) % 10}.0.0`;
}

/** File name of a path. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('\\') + 1);
}
