import {
  type AccountScope,
  type Change,
  type Entity,
  type EventRef,
  type Incident,
  msg,
  type Observations,
} from '../model/index.ts';

// FortiOS configuration paths of accounts; `detail` of such a change begins with the action and the object's name.
// Source: Fortinet, FortiOS CLI reference, `config system admin` and `config user local`.
const DEVICE_ACCOUNTS = new Set(['system.admin', 'user.local']);
const ADDED = /^Add ([^[\]]{1,200}?)(?: [\w-]{1,64}\[|$)/;

// What alerts may come a little after an account was made.
const AROUND_MS = 3_600_000;

/**
 * Accounts that records of an incident show being made, and those that it names and that were made in its course; of a
 * device under its name, `EDGE-FW-A\\support`.
 */
export function madeAccounts(
  { accounts, alerts, firstMs, lastMs }: Incident,
  entities: readonly Entity[],
  { changes }: Pick<Observations, 'changes'>,
): AccountScope[] {
  const places = new Set(alerts.map(({ ref }) => placeOf(ref)));
  const ofIncident = entities.filter(({ id }) => accounts.includes(id));
  const named = new Set(ofIncident.flatMap(({ name, aliases }) => [name, ...aliases].map((one) => one.toLowerCase())));
  const isMeant = ({ ref, timeMs, target }: Change): boolean => {
    if (places.has(placeOf(ref))) return true;
    const isMeanwhile = timeMs >= (firstMs ?? timeMs) - AROUND_MS && timeMs <= (lastMs ?? timeMs) + AROUND_MS;
    return isMeanwhile && named.has(target.toLowerCase());
  };
  return madeIn(changes)
    .filter(({ change }) => isMeant(change))
    .map(({ account, change: { host, ref } }) => {
      const reason = msg('account.made', { account, host });
      return { account, class: 'used', isMade: true, reason, evidence: [ref] };
    });
}

interface MadeAccount {
  readonly account: string;
  readonly change: Change;
}

// Each incident of a hunt asks the same changes, which are full of others.
const madeInChanges = new WeakMap<readonly Change[], readonly MadeAccount[]>();

function madeIn(changes: readonly Change[]): readonly MadeAccount[] {
  const known = madeInChanges.get(changes);
  if (known !== undefined) return known;
  const made = changes.flatMap((change): MadeAccount[] => {
    const account = madeBy(change);
    return account === undefined ? [] : [{ account, change }];
  });
  madeInChanges.set(changes, made);
  return made;
}

function madeBy({ kind, host, target, detail }: Change): string | undefined {
  // The account of a computer that joins the domain ends in a dollar sign: nobody logs on as it by name.
  if (kind === 'account-created') return target.endsWith('$') ? undefined : target;
  if (kind !== 'config-changed' || !DEVICE_ACCOUNTS.has(target)) return undefined;
  const name = ADDED.exec(detail)?.[1];
  return name === undefined ? undefined : `${host}\\${name}`;
}

function placeOf({ source, record, byteOffset }: EventRef): string {
  return `${source} ${record ?? ''} ${byteOffset ?? ''}`;
}
