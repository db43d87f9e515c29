import type { Csr } from '../base/csr';
import type { Exports, Kernels } from './compiled';

/** Fewer multiplications than this are finished before other threads wake up. */
export const PARALLEL = 500_000;

/** The arguments of a kernel behind the first two, which say the rows it works on: `first … end − 1`. */
type AfterRows<Name extends keyof Exports> =
  Parameters<Exports[Name]> extends [number, number, ...infer Rest] ? Rest : never;

/** Runs such a kernel on several threads, each with about as many entries as the others. @param D numbers read per entry */
export function runByRows<Name extends keyof Exports>(
  kernels: Kernels,
  name: Name,
  { offsets, columns }: Csr,
  D: number,
  args: AfterRows<Name>,
): void {
  const ends = evenRows(offsets, columns.length * D < PARALLEL ? 1 : kernels.threads);
  const calls = ends.map((end, i) => [i ? ends[i - 1] : 0, end, ...(args as readonly unknown[])]);
  kernels.runEach(name, calls as unknown as Parameters<Exports[Name]>[]);
}

/** Where each of the parts ends when the rows are cut into parts of about equally many entries. */
function evenRows(offsets: Int32Array, parts: number): number[] {
  const rows = offsets.length - 1;
  const ends: number[] = [];
  let row = 0;
  for (let part = 1; part < parts; part++) {
    while (row < rows && offsets[row] < (offsets[rows] * part) / parts) row++;
    ends.push(row);
  }
  return [...ends, rows];
}
