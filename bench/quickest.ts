/**
 * Measures several things by turns, each of them `rounds` times. Where a guest has neighbours the same work takes up to half as long
 * again, never less: what they do should not fall on one of the things alone, and the least of each says most.
 * @returns the quickest measurement of each, in the order given
 */
export async function quickestOf<Row>(
  rounds: number,
  measurements: readonly (() => Promise<Row>)[],
  costOf: (row: Row) => number,
): Promise<Row[]> {
  const quickest: Row[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [index, measurement] of measurements.entries()) {
      const row = await measurement();
      const before = quickest[index];
      if (before === undefined || costOf(row) < costOf(before)) quickest[index] = row;
    }
  }
  return quickest;
}
