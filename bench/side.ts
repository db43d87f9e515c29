import { createInterface } from 'node:readline';
import { InputError } from '../src/base/errors';
import { useKernelThreads } from '../src/kernels/compiled';
import type { Ours } from './sides';

/** The process of our side of a bench: `side.ts BENCH OPTIONS`. */
async function main([bench, json]: string[]): Promise<void> {
  const options = JSON.parse(json) as { threads: number };
  useKernelThreads(options.threads);
  const { ours } = require(`./${bench}`) as { ours: Ours<typeof options> };
  const run = await ours(options);
  for await (const _ of createInterface({ input: process.stdin })) {
    const before = process.cpuUsage();
    const answer = run();
    const { user, system } = process.cpuUsage(before);
    const memory = process.resourceUsage().maxRSS / 1000;
    console.log(JSON.stringify({ ...answer, processor: (user + system) / 1e6, memory }));
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  // Running out of memory is no fault of the program.
  console.error(error instanceof InputError ? error.message : error);
  process.exit(1);
});
