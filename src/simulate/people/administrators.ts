import { MINUTE_MS } from '../calendar.ts';
import type { Account, Person } from '../organisation.ts';
import { ADMINISTRATOR_JOBS } from './administrator-jobs.ts';
import { OFFICE_HABITS } from './office-habits.ts';
import type { Habits } from './workday.ts';

/** Part of the things done at noise 1; more noise is not more administration. */
const JOB_SHARE = 0.25;

/** Administrators do office work like everybody, and in between what their second account is for. */
export function administratorHabits(person: Person & { readonly adminAccount: Account }): Habits {
  return {
    meanGapMs: 22 * MINUTE_MS,
    act: (world, session, random) => {
      if (!random.chance(JOB_SHARE / world.noise)) return OFFICE_HABITS.act(world, session, random);
      return random.pickWeighted(ADMINISTRATOR_JOBS)({ world, session, account: person.adminAccount, random });
    },
  };
}
