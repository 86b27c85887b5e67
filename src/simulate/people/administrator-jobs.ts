import type { Activity } from '../world/index.ts';
import { checkDirectory, helpUser, onboard } from './account-jobs.ts';
import type { AdministratorAtWork } from './administrator-at-work.ts';
import { copyTools, inspectRemotely, lookAfterServer, runRemotely, useRemotePowerShell } from './remote-jobs.ts';
import { changeServerFirewall, exportLogs, forwardPort, scheduleTask, workOnFirewall } from './system-jobs.ts';

type Job = (at: AdministratorAtWork) => Activity;

/** What administrators do, with how often among the others. Each uses the tools that intruders use too. */
export const ADMINISTRATOR_JOBS: readonly (readonly [weight: number, job: Job])[] = [
  [6, lookAfterServer],
  [5, helpUser],
  [4, inspectRemotely],
  [3, useRemotePowerShell],
  [2, runRemotely],
  [2, copyTools],
  [2, checkDirectory],
  [1.5, workOnFirewall],
  [1, changeServerFirewall],
  [0.6, exportLogs],
  [0.4, scheduleTask],
  [0.3, onboard],
  [0.1, forwardPort],
];
