/**
 * Measures several things by turns, and each of them `rounds` times: a guest among others on one machine takes up to half as long
 * again, so what else it does should not fall on one of them alone, and the least is what counts.
 * @returns the quickest measurement of each, in the order given
 */
export async function quickestOf<Row>(
  rounds: number,
  measurements: readonly (() => Promise<Row>)[],
  secondsOf: (row: Row) => number,
): Promise<Row[]> {
  const quickest: Row[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [index, measurement] of measurements.entries()) {
      const row = await measurement();
      const before = quickest[index];
      if (before === undefined || secondsOf(row) < secondsOf(before)) quickest[index] = row;
    }
  }
  return quickest;
}
