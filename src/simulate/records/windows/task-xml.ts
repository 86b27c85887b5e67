import type { ScheduledTaskFact } from '../../facts.ts';

/**
 * The definition of a task as the scheduler stores it and 4698 shows it (schema of [MS-TSCH] 2.4).
 * @param localTime when it was registered, without a zone, as the scheduler writes it
 */
export function taskXml(
  { task, command, arguments: args, runsAs, subject }: ScheduledTaskFact,
  localTime: string,
): string {
  const isService = runsAs.domain === 'NT AUTHORITY';
  const lines = [
    '<?xml version="1.0" encoding="UTF-16"?>',
    '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
    '  <RegistrationInfo>',
    `    <Date>${localTime}</Date>`,
    `    <Author>${escaped(`${subject.domain}\\${subject.user}`)}</Author>`,
    `    <URI>${escaped(task)}</URI>`,
    '  </RegistrationInfo>',
    '  <Triggers>',
    '    <TimeTrigger>',
    `      <StartBoundary>${localTime}</StartBoundary>`,
    '      <Enabled>true</Enabled>',
    '    </TimeTrigger>',
    '  </Triggers>',
    '  <Settings>',
    '    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>',
    '    <DisallowStartIfOnBatteries>true</DisallowStartIfOnBatteries>',
    '    <StopIfGoingOnBatteries>true</StopIfGoingOnBatteries>',
    '    <AllowHardTerminate>true</AllowHardTerminate>',
    '    <StartWhenAvailable>false</StartWhenAvailable>',
    '    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>',
    '    <AllowStartOnDemand>true</AllowStartOnDemand>',
    '    <Enabled>true</Enabled>',
    '    <Hidden>false</Hidden>',
    '    <RunOnlyIfIdle>false</RunOnlyIfIdle>',
    '    <WakeToRun>false</WakeToRun>',
    '    <ExecutionTimeLimit>PT72H</ExecutionTimeLimit>',
    '    <Priority>7</Priority>',
    '  </Settings>',
    '  <Actions Context="Author">',
    '    <Exec>',
    `      <Command>${escaped(command)}</Command>`,
    ...(args === '' ? [] : [`      <Arguments>${escaped(args)}</Arguments>`]),
    '    </Exec>',
    '  </Actions>',
    '  <Principals>',
    '    <Principal id="Author">',
    `      <UserId>${escaped(isService ? runsAs.sid : `${runsAs.domain}\\${runsAs.user}`)}</UserId>`,
    ...(isService ? [] : ['      <LogonType>Password</LogonType>']),
    `      <RunLevel>${isService ? 'HighestAvailable' : 'LeastPrivilege'}</RunLevel>`,
    '    </Principal>',
    '  </Principals>',
    '</Task>',
  ];
  return lines.join('\r\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
