/** A comparison of times, run by `npm run bench -- <name>`. */
export interface Bench {
  readonly name: string;
  /** One line for `--help`. */
  readonly description: string;
  /** Prints tables and returns what they hold, for `--json`. */
  run(options: BenchOptions): Promise<unknown>;
}

export interface BenchOptions {
  /** Python with bench/peers/requirements.txt; without it only our side runs. */
  readonly python?: string;
  /** How often each side runs, in turns. */
  readonly turns?: number;
  /** Whether to include sizes that take minutes and gigabytes. */
  readonly large?: boolean;
  /** Whether to write figures to results/, as well as tables. */
  readonly save?: boolean;
  /** Receives the tables. */
  print(text: string): void;
}

export interface Times {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function summary(values: readonly number[]): Times {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { median, least: sorted[0], most: sorted[sorted.length - 1] };
}

/** A cell of the table: median (least–most). */
export function cell({ median, least, most }: Times, digits: number): string {
  return `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}

export function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map((_, i) => (i ? '--:' : '---'))), ...rows.map(line)].join('\n');
}
