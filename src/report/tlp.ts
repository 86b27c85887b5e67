/** Labels of the Traffic Light Protocol 2.0 (FIRST), from open to closed. */
export const TLP_LABELS = ['amber', 'clear', 'green', 'amber+strict', 'red'] as const;

export type Tlp = (typeof TLP_LABELS)[number];
