/**
 * The world: hosts, sessions, processes and networks that keep their state while time passes, and what can be done there.
 * In: an organisation, a seed, activities. Out: facts in order of time.
 * What an administrator does and what an intruder does are the same functions, so that they leave the same records.
 * Must not know: who acts and why (people, noise, scenario), how logs are written, the disk.
 */
export { changeAccount, changeGroup } from './account-changes.ts';
export { boot, isWindows, service } from './boot.ts';
export {
  addPortProxy,
  addService,
  changeHostFirewall,
  changeTask,
  clearLog,
  copyDirectory,
  deletePortProxy,
  deleteRegistry,
  deleteShadowCopies,
  type FirewallRule,
  listLocalGroup,
  loadLibrary,
  makeShadowCopy,
  readRegistry,
  runTask,
  setFileTime,
  setRegistry,
  setServiceState,
  type TaskSpec,
  touchFile,
} from './changes.ts';
export { type CloudSignIn, signInToCloud } from './cloud.ts';
export { type Connection, connect, type Outsider } from './connect.ts';
export { logOnAtConsole, openDesktop, runAs, unlock } from './desktop-logons.ts';
export { callRpc, domainName, listAccounts, replicateDirectory, searchDirectory } from './directory.ts';
export {
  changeFirewall,
  type FirewallChange,
  type FirewallLoginSpec,
  type FirewallSession,
  failFirewallLogin,
  logInToFirewall,
  logOutOfFirewall,
  takeFirewallConfig,
} from './firewall-admin.ts';
export { callFromFirewall, crashSentence, type OwnConnection, tellOfFirewall } from './firewall-device.ts';
export { foreignSession } from './foreign.ts';
export { type HostState, type LiveProcess, NOBODY } from './host-state.ts';
export { AES256, RC4, requestTgt, requestTicket, type ServiceTicket, type TicketOptions } from './kerberos.ts';
export { makeFileOnLinux, runOnLinux, webApplication } from './linux.ts';
export {
  FAILURES,
  type FailedLogonSpec,
  type FailureName,
  failLogon,
  type LogonSpec,
  logOff,
  machineSession,
  openSession,
  privilegesOf,
} from './logons.ts';
export { lookUp, resolveSite } from './names.ts';
export type { NetworkState, VpnSession } from './network-state.ts';
export { restart, shutDown } from './power.ts';
export { endProcess, type ProcessSpec, startProcess } from './processes.ts';
export { fileNameOf, identityOf, pathOf } from './programs.ts';
export { type Detection, detectThreat, dumpLsass } from './protection.ts';
export { controlService, type PsExecCommand, psExec } from './ps-exec.ts';
export type { RemoteCommand, RemoteRun } from './remote-command.ts';
export { leaveDesktop, openRemoteDesktop, type RemoteDesktopSpec } from './remote-desktop.ts';
export { logOnRemotely, type RemoteLogonSpec } from './remote-logon.ts';
export { type RemoteScripts, remotePowerShell, winRs } from './remote-management.ts';
export { runThroughService } from './remote-service.ts';
export { readStoresRemotely } from './remote-stores.ts';
export { localWmic, providerHost, remoteWmi, remoteWmic, remoteWmiWithAnswer } from './remote-wmi.ts';
export type { LogonSession } from './session.ts';
export { type ShareFile, type ShareUse, useShare } from './shares.ts';
export {
  closeShell,
  openShell,
  programOf,
  run,
  runCmdlet,
  runScript,
  type ScriptSpec,
  type ShellSpec,
} from './shells.ts';
export { closeVpn, failVpn, openVpn, vpnGroupOf } from './vpn.ts';
export { callWebServer, EDGE_AGENT, fetchPage, type SiteVisit, visitSite, type WebCall } from './web.ts';
export { type Activity, type FactDraft, World, type WorldOptions } from './world.ts';
