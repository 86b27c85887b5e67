import { MINUTE_MS } from '../calendar.ts';
import type { Account, Person } from '../organisation.ts';
import { ADMINISTRATOR_JOBS } from './administrator-jobs.ts';
import { OFFICE_HABITS } from './office-habits.ts';
import type { Habits } from './workday.ts';

const OFFICE_SHARE = 0.6;

/** Administrators do office work like everybody, and in between what their second account is for. */
export function administratorHabits(person: Person & { readonly adminAccount: Account }): Habits {
  return {
    meanGapMs: 22 * MINUTE_MS,
    act: (world, session, random) => {
      if (random.chance(OFFICE_SHARE)) return OFFICE_HABITS.act(world, session, random);
      return random.pickWeighted(ADMINISTRATOR_JOBS)({ world, session, account: person.adminAccount, random });
    },
  };
}
