/** What has to be done about a host, device, account or the directory after an intrusion. */
export const NEEDED_ACTIONS = {
  rebuild: 'of a host: he ran programs or sat at a desktop there',
  isolate: 'of a host: it relays connections for him, or speaks to him',
  secrets: 'of a host: its local accounts, its own account and what it remembers must get new passwords',
  disconnect: 'of a machine that he brought: it must be found and unplugged',
  'controller-secrets': 'of a domain controller: its own account and its restore mode must get new passwords',
  replace: 'of a device: he was its administrator, or broke it',
  'end-sessions': 'of a device: he came in through its VPN',
  close: 'of an account: he acted as it',
  reset: 'of an account: its password was readable for him',
  remove: 'of an account: he made it',
  'directory-keys': 'of a domain: its database left, with all passwords and keys',
} as const;

/** The word for one kind of action. */
export type NeededActionName = keyof typeof NEEDED_ACTIONS;

/** Something that needs action, by the name that the organisation gives it. */
export interface NeededAction {
  readonly kind: 'host' | 'device' | 'account' | 'domain';
  /** `CBSQL01`; of an account `DOMAIN\user`, or `EDGE-FW-A\user` when a device alone knows it */
  readonly name: string;
  readonly action: NeededActionName;
  /** ids of the steps that make it needed, in the order of the scenario */
  readonly steps: readonly string[];
}

type Needed = Omit<NeededAction, 'steps'>;

/** Gathers what needs action while a scenario is played. */
export class NeedsKeeper {
  readonly #needs = new Map<string, { readonly needed: Needed; readonly steps: Set<string> }>();

  /** @param step the id of the step that makes it needed */
  add(step: string, needed: Needed): void {
    const key = `${needed.kind}/${needed.name}/${needed.action}`;
    const known = this.#needs.get(key);
    if (known === undefined) this.#needs.set(key, { needed, steps: new Set([step]) });
    else known.steps.add(step);
  }

  /** Sorted by kind, name and action. */
  all(): readonly NeededAction[] {
    return [...this.#needs]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, { needed, steps }]) => ({ ...needed, steps: [...steps] }));
  }
}
