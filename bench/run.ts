import { runIfMain, script, wholeNumber } from '../research/cli';
import { writeAtomically } from '../src/base/files';
import { Registry } from '../src/base/registry';
import type { Bench } from './bench';
import { boosting } from './boosting';
import { mends } from './mends';

const benches = new Registry<Bench>('bench', [boosting, mends]);

export const command = script('bench', 'Times our code and its peers in turns, in one run, and prints medians.', [
  'npm run bench',
  'npm run bench -- mends',
  'npm run bench -- boosting --python venv/bin/python --json boosting.json',
])
  .argument('[names...]', `of ${benches.names.join(', ')}`, benches.names)
  .option(
    '--python <path>',
    'Python with bench/peers/requirements.txt (or LEDGERWALK_PYTHON)',
    process.env.LEDGERWALK_PYTHON,
  )
  .option('--turns <count>', 'how often each side runs', wholeNumber(1))
  .option('--json <path>', 'write the figures there too')
  .action(async (names: string[], { json, ...options }: { json?: string; python?: string; turns?: number }) => {
    const results: Record<string, unknown> = {};
    for (const bench of names.map((name) => benches.get(name))) {
      console.log(`\n## ${bench.name}: ${bench.description}\n`);
      results[bench.name] = await bench.run(options);
    }
    if (json) writeAtomically(json, `${JSON.stringify(results, null, 2)}\n`);
  });

runIfMain(module, command);
