import type {
  PowerShellCommandFact,
  PowerShellEngineFact,
  RemoteManagementFact,
  ScriptBlockFact,
  WmiFact,
} from '../../facts.ts';
import { guidOf, hash32, hexOf } from '../../random.ts';
import { WINDOWS_POWERSHELL } from './application-kinds.ts';
import { listRecord, record, type WindowsRecord } from './event-kind.ts';
import { qualified } from './field-text.ts';
import { POWERSHELL, WINRM, WMI } from './operational-kinds.ts';

/** PowerShell logs texts up to this length in one event and cuts longer ones at 10,000 to 20,000 characters (its source, ScriptBlock.cs). */
const WHOLE_BLOCK_CHARS = 20_000;
const LEAST_PART_CHARS = 10_000;

/** Providers that every session starts. */
const PROVIDERS = ['Registry', 'Alias', 'Environment', 'FileSystem', 'Function', 'Variable'];

/** 4104, in several parts when it is long. PowerShell logs what it finds suspicious even where blocks are not logged. */
export function scriptBlockRecords(fact: ScriptBlockFact): readonly WindowsRecord[] {
  const { text, scriptBlockGuid, scriptPath, isFlagged, process } = fact;
  const parts = blockParts(text, scriptBlockGuid);
  return parts.map((part, index) =>
    record(
      isFlagged ? POWERSHELL.flaggedScriptBlock : POWERSHELL.scriptBlock,
      {
        MessageNumber: index + 1,
        MessageTotal: parts.length,
        ScriptBlockText: part,
        ScriptBlockId: bare(scriptBlockGuid),
        Path: scriptPath,
      },
      { userSid: process.user.sid, processId: process.pid },
    ),
  );
}

/** Windows PowerShell 600 and 400, or 403; the console's start in the operational log. */
export function powerShellEngineRecords(fact: PowerShellEngineFact): readonly WindowsRecord[] {
  const extras = { userSid: fact.process.user.sid, processId: fact.process.pid };
  if (fact.action === 'stop') {
    const details = engineDetails(fact, 'NewEngineState=Stopped\r\n\tPreviousEngineState=Available', 17);
    return [listRecord(WINDOWS_POWERSHELL.engineStopped, ['Stopped', 'Available', details])];
  }
  const providers = PROVIDERS.map((name, index) => {
    const details = engineDetails(fact, `ProviderName=${name}\r\n\tNewProviderState=Started`, index * 2 + 1);
    return listRecord(WINDOWS_POWERSHELL.providerStarted, [name, 'Started', details]);
  });
  const started = engineDetails(fact, 'NewEngineState=Available\r\n\tPreviousEngineState=None', 13);
  return [
    record(POWERSHELL.consoleStarting, {}, extras),
    record(POWERSHELL.pipeServer, { param1: String(fact.process.pid), param2: 'DefaultAppDomain' }, extras),
    record(POWERSHELL.consoleReady, {}, extras),
    ...providers,
    listRecord(WINDOWS_POWERSHELL.engineStarted, ['Available', 'None', started]),
  ];
}

/** 4103, and Windows PowerShell 800. */
export function powerShellCommandRecords(fact: PowerShellCommandFact): readonly WindowsRecord[] {
  const { command, parameters, process } = fact;
  const bindings = parameters.map(
    ([name, value]) => `ParameterBinding(${command}): name="${name}"; value="${value}"\r\n`,
  );
  const payload = `CommandInvocation(${command}): "${command}"\r\n${bindings.join('')}`;
  const typed = [command, ...parameters.map(([name, value]) => `-${name} ${value}`)].join(' ');
  const extras = { userSid: process.user.sid, processId: process.pid };
  return [
    record(POWERSHELL.command, { ContextInfo: contextInfo(fact), UserData: '', Payload: payload }, extras),
    listRecord(WINDOWS_POWERSHELL.pipelineExecuted, [typed, contextInfo(fact), payload]),
  ];
}

/** WMI-Activity 5857, 5858, 5860 or 5861. */
export function wmiRecords(fact: WmiFact): readonly WindowsRecord[] {
  const { action, provider, query, namespace, result, clientMachine, clientPid, hostPid } = fact;
  const user = qualified(fact.user);
  switch (action) {
    case 'provider-start': {
      const host = { HostProcess: 'wmiprvse.exe', ProcessID: hostPid, ProviderPath: fact.providerPath };
      return [record(WMI.providerStarted, { ProviderName: provider, Code: result, ...host })];
    }
    case 'operation-failed':
      return [
        record(WMI.operationFailed, {
          Id: guidOf(hexOf(`wmi ${fact.id}`, 32)),
          ClientMachine: clientMachine,
          User: user,
          ClientProcessId: clientPid,
          Component: 'Unknown',
          Operation: `Start IWbemServices::ExecQuery - ${namespace} : ${query}`,
          ResultCode: result,
          PossibleCause: 'Unknown',
        }),
      ];
    case 'temporary-consumer': {
      const client = { Processid: clientPid, MachineName: clientMachine, PossibleCause: 'Temporary' };
      return [record(WMI.temporaryConsumer, { NamespaceName: namespace, Query: query, User: user, ...client })];
    }
    case 'permanent-consumer':
      return [
        record(WMI.permanentConsumer, {
          Namespace: namespace,
          ESS: provider,
          CONSUMER: fact.providerPath,
          PossibleCause: query,
        }),
      ];
  }
}

/** What a shell is asked for by: `winrs` wants a command shell, PowerShell its own. */
const CMD_SHELL = 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd';
const POWERSHELL_SHELL = 'http://schemas.microsoft.com/powershell/Microsoft.PowerShell';
/** WSMAN error of a refused connection, ERROR_WINRM_CANNOT_CONNECT. */
const CANNOT_CONNECT = 2150859046;

/** WinRM 6, 91, 142 or 169. */
export function remoteManagementRecords(fact: RemoteManagementFact): readonly WindowsRecord[] {
  const { action, connection, user, process } = fact;
  const extras = { userSid: user.sid, processId: process.pid };
  switch (action) {
    case 'session-opened':
      return [record(WINRM.sessionOpened, { connection }, extras)];
    case 'shell-created':
      return [record(WINRM.shellCreated, { resourceUri: shellOf(connection, process.image) }, extras)];
    case 'authenticated':
      return [record(WINRM.authenticated, { username: qualified(user), authenticationMechanism: 'Kerberos' })];
    case 'failed':
      return [record(WINRM.operationFailed, { operationName: 'CreateShell', errorCode: CANNOT_CONNECT }, extras)];
  }
}

function shellOf(connection: string, image: string): string {
  if (connection.startsWith('http:')) return connection;
  return /powershell|wsmprovhost/i.test(`${image} ${connection}`) || connection.includes('PSVersion')
    ? POWERSHELL_SHELL
    : CMD_SHELL;
}

function blockParts(text: string, guid: string): readonly string[] {
  if (text.length < WHOLE_BLOCK_CHARS) return [text];
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    const length = LEAST_PART_CHARS + (hash32(`${guid} ${at}`) % LEAST_PART_CHARS);
    parts.push(text.slice(at, at + length));
    at += length;
  }
  return parts;
}

function engineDetails(fact: PowerShellEngineFact, state: string, sequence: number): string {
  const { hostApplication, engineVersion, hostGuid, process } = fact;
  const lines = [
    `HostName=${hostNameOf(hostApplication)}`,
    `HostVersion=${engineVersion}`,
    `HostId=${bare(hostGuid)}`,
    `HostApplication=${hostApplication}`,
    `EngineVersion=${engineVersion}`,
    `RunspaceId=${runspaceOf(process.guid)}`,
    'PipelineId=',
    'CommandName=',
    'CommandType=',
    'ScriptName=',
    'CommandPath=',
    'CommandLine=',
  ];
  return `\t${state}\r\n\r\n\tSequenceNumber=${sequence}\r\n\r\n\t${lines.join('\r\n\t')}`;
}

function contextInfo({ command, hostApplication, process }: PowerShellCommandFact): string {
  const version = process.file.fileVersion.split(' ')[0] ?? '';
  const lines = [
    'Severity = Informational',
    `Host Name = ${hostNameOf(hostApplication)}`,
    `Host Version = ${version}`,
    `Host ID = ${runspaceOf(`host ${process.guid}`)}`,
    `Host Application = ${hostApplication}`,
    `Engine Version = ${version}`,
    `Runspace ID = ${runspaceOf(process.guid)}`,
    'Pipeline ID = 1',
    `Command Name = ${command}`,
    'Command Type = Cmdlet',
    'Script Name = ',
    'Command Path = ',
    'Sequence Number = 16',
    `User = ${qualified(process.user)}`,
    'Connected User = ',
    'Shell ID = Microsoft.PowerShell',
  ];
  return `${lines.map((line) => `        ${line}\r\n`).join('')}`;
}

function hostNameOf(hostApplication: string): string {
  return /wsmprovhost/i.test(hostApplication) ? 'ServerRemoteHost' : 'ConsoleHost';
}

function runspaceOf(text: string): string {
  return bare(guidOf(hexOf(`runspace ${text}`, 32)));
}

function bare(guid: string): string {
  return guid.replace(/[{}]/g, '').toLowerCase();
}
