import type { Scaffold } from './scaffold.ts';

/** A Sigma modifier: its meaning by example first. */
export const modifierScaffold: Scaffold = {
  kind: 'modifier',
  pattern: /^[a-z][a-z0-9]*$/,
  example: 'soundslike',
  files: () => new Map(),
  additions: ({ given }) =>
    new Map([
      [
        'fixtures/sigma/modifiers.yml',
        `
- case: ${given} says here what it does
  detection: |
    selection:
      Field|${given}: value
  matches:
    - { Field: replace this with a value that it finds }
  misses:
    - { Field: replace this with the nearest that it does not find }
`,
      ],
    ]),
  next: ({ given }) => [
    'fixtures/sigma/modifiers.yml: the new cases, at its end',
    `src/sigma/modifiers.ts: an entry "${given}" in MODIFIERS`,
    'npx vitest run src/sigma. All steps: docs/adding-a-modifier.md',
  ],
};
