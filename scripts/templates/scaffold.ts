/** The forms of a new thing's name that templates use. */
export interface ScaffoldName {
  /** as given: `fortigate-vpn`, for a rule `tactic/name` */
  readonly given: string;
  /** last part, `fortigateVpn` */
  readonly camel: string;
  /** last part, `FortigateVpn` */
  readonly pascal: string;
  /** day of the run, `2026-11-22` */
  readonly date: string;
  /** a new identifier */
  readonly uuid: string;
}

/** How one more of a kind begins. */
export interface Scaffold {
  readonly kind: string;
  /** what the name looks like */
  readonly pattern: RegExp;
  readonly example: string;
  /** new files: path below the repository and text */
  files(name: ScaffoldName): ReadonlyMap<string, string>;
  /** text added to the end of files that are there */
  additions?(name: ScaffoldName): ReadonlyMap<string, string>;
  /** what is to be done next, in order */
  next(name: ScaffoldName): readonly string[];
}

/** Names of most kinds: words in lower case, joined by hyphens. */
export const PLAIN_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** A test that fails until somebody has written it. */
export function openTest(behaviour: string, advice: string): string {
  return `import { expect, test } from 'vitest';

test('${behaviour}', () => {
  expect.fail('${advice}');
});
`;
}
