const BAR_WIDTH = 40;

export interface ChartBar {
  readonly label: string;
  readonly value: number;
}

/** Bars of values as lines of fixed width, each to stand in a list of Markdown; the longest is 40 characters long. */
export function chart(unit: string, bars: readonly ChartBar[]): string[] {
  const most = Math.max(...bars.map(({ value }) => value));
  const width = Math.max(...bars.map(({ label }) => label.length));
  return bars.map(({ label, value }) => {
    const bar = '#'.repeat(Math.max(1, Math.round((value / most) * BAR_WIDTH)));
    return `\`${label.padEnd(width)} ${value.toFixed(1).padStart(8)} ${unit} ${bar}\``;
  });
}
