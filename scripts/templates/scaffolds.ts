import { commandScaffold } from './command.ts';
import { formatScaffold } from './format.ts';
import { modifierScaffold } from './modifier.ts';
import { productScaffold } from './product.ts';
import { reportScaffold } from './report.ts';
import { ruleScaffold } from './rule.ts';
import type { Scaffold } from './scaffold.ts';

/** Everything that `npm run new` can begin. */
export const SCAFFOLDS: readonly Scaffold[] = [
  ...[formatScaffold, productScaffold, ruleScaffold, reportScaffold, commandScaffold, modifierScaffold],
];
