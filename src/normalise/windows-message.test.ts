import { expect, test } from 'vitest';
import { fieldsOfLabels, fieldsOfMessage } from './windows-message.ts';

const SUBJECT = 'Subject:\r\n\tSecurity ID:\t\tS-1-5-18\r\n\tAccount Name:\t\tDC01$\r\n\tAccount Domain:\t\tBROOKWATER';

test.each<[what: string, eventId: string, message: string, fields: Readonly<Record<string, string>>]>([
  [
    'a failed logon',
    '4625',
    `An account failed to log on.\r\n\r\n${SUBJECT}\r\n\r\nLogon Type:\t\t\t3\r\n\r\nAccount For Which Logon Failed:\r\n\tSecurity ID:\t\tS-1-0-0\r\n\tAccount Name:\t\tm.okafor\r\n\r\nFailure Information:\r\n\tFailure Reason:\t\tUnknown user name or bad password.\r\n\tStatus:\t\t\t0xC000006D\r\n\tSub Status:\t\t0xC0000064\r\n\r\nNetwork Information:\r\n\tSource Network Address:\t192.0.2.57\r\n\tSource Port:\t\t50122`,
    {
      ...{ SubjectUserSid: 'S-1-5-18', SubjectUserName: 'DC01$', SubjectDomainName: 'BROOKWATER', LogonType: '3' },
      ...{ TargetUserSid: 'S-1-0-0', TargetUserName: 'm.okafor', Status: '0xC000006D', SubStatus: '0xC0000064' },
      ...{ FailureReason: 'Unknown user name or bad password.', IpAddress: '192.0.2.57', IpPort: '50122' },
    },
  ],
  [
    'a service in the System log',
    '7045',
    'A service was installed in the system.\r\n\r\nService Name:  updater\r\nService File Name:  C:\\Windows\\Temp\\a.exe\r\nService Type:  user mode service\r\nService Start Type:  demand start\r\nService Account:  LocalSystem',
    {
      ...{ ServiceName: 'updater', ImagePath: 'C:\\Windows\\Temp\\a.exe', ServiceType: 'user mode service' },
      ...{ StartType: 'demand start', AccountName: 'LocalSystem' },
    },
  ],
  [
    'a service in the Security log',
    '4697',
    `A service was installed in the system.\r\n\r\n${SUBJECT}\r\n\r\nService Information:\r\n\tService Name: \t\tupdater\r\n\tService File Name:\tC:\\Windows\\Temp\\a.exe`,
    {
      ...{ SubjectUserSid: 'S-1-5-18', SubjectUserName: 'DC01$', SubjectDomainName: 'BROOKWATER' },
      ...{ ServiceName: 'updater', ServiceFileName: 'C:\\Windows\\Temp\\a.exe' },
    },
  ],
  [
    'a message in another language',
    '4625',
    'Fehler beim Anmelden eines Kontos.\r\n\r\nAntragsteller:\r\n\tKontoname:\tx',
    {},
  ],
])('fields of %s are read by their labels', (_, eventId, message, fields) => {
  expect(fieldsOfMessage(eventId, false, message)).toEqual(fields);
});

test('the message of Sysmon names its fields; a value may go on over lines', () => {
  const message =
    'Process Create:\r\nRuleName: -\r\nImage: C:\\a.exe\r\nCommandLine: a.exe "one\r\ntwo: three"\r\nUser: B\\u\r\n';
  expect(fieldsOfMessage('1', true, message)).toEqual({
    ...{ RuleName: '-', Image: 'C:\\a.exe', CommandLine: 'a.exe "one\r\ntwo: three"', User: 'B\\u' },
  });
});

test('text in a value cannot replace a field that stands before it', () => {
  const message =
    'Process Create:\r\nImage: C:\\evil.exe\r\nCommandLine: evil.exe\r\nImage: C:\\good.exe\r\nUser: B\\u';
  expect(fieldsOfMessage('1', true, message).Image).toBe('C:\\evil.exe');
});

test('fields that Splunk extracted from a message', () => {
  const value = {
    ...{ Account_Name: ['DC01$', 'm.okafor'], Logon_ID: ['0x3e7', '0x9e4f17'], Account_Domain: 'BROOKWATER' },
    ...{ New_Process_Name: 'C:\\a.exe', Package_Name_NTLM_only: 'NTLM V2', Source_Port: '50122' },
  };
  expect(fieldsOfLabels('4624', value)).toEqual({
    ...{ SubjectUserName: 'DC01$', TargetUserName: 'm.okafor', SubjectLogonId: '0x3e7', TargetLogonId: '0x9e4f17' },
    ...{ SubjectDomainName: 'BROOKWATER', NewProcessName: 'C:\\a.exe', LmPackageName: 'NTLM V2', IpPort: '50122' },
  });
  expect(fieldsOfLabels('5156', { Source_Port: '50122' })).toEqual({ SourcePort: '50122' });
});
