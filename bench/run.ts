import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { RESULTS, ROOT, runIfMain, script, wholeNumber } from '../research/cli';
import { InputError } from '../src/base/errors';
import { checkWritable, writeAtomically } from '../src/base/files';
import type { Bench, BenchOptions } from './bench';
import { boosting } from './boosting';
import { features } from './features';
import { firstOrderWalks } from './firstOrderWalks';
import { growth } from './growth';
import { layers } from './layers';
import { lstm } from './lstm';
import { node2vec } from './node2vec';
import { patches } from './patches';
import { skipgram } from './skipgram';
import { smote } from './smote';
import { spmm } from './spmm';
import { treeShap } from './treeShap';
import { walks } from './walks';

const VENV = join(ROOT, '.venv', 'bin', 'python');

const benches: readonly Bench[] = [
  boosting,
  patches,
  walks,
  firstOrderWalks,
  skipgram,
  node2vec,
  smote,
  spmm,
  layers,
  lstm,
  treeShap,
  features,
  growth,
];
const names = benches.map(({ name }) => name);

function benchOf(name: string): Bench {
  const bench = benches.find((each) => each.name === name);
  if (!bench) throw new InputError(`unknown bench "${name}"`, undefined, `one of ${names.join(', ')}`);
  return bench;
}

export const command = script('bench', 'Times our code and its peers in turns, in one run, and prints medians.', [
  'npm run bench',
  'npm run bench -- patches',
  'npm run bench -- walks skipgram --turns 5 --json kernels.json',
])
  .argument('[names...]', `of ${names.join(', ')}`, names)
  .option(
    '--python <path>',
    'Python with bench/peers/requirements.txt; else LEDGERWALK_PYTHON, else that of .venv (npm run bench:peers)',
    process.env.LEDGERWALK_PYTHON ?? (existsSync(VENV) ? VENV : undefined),
  )
  .option('--turns <count>', 'how often each side runs', wholeNumber(1))
  .option('--large', 'growth: also 1M nodes and 10M edges')
  .option('--json <path>', 'write the figures there too')
  .option('--save', 'write the tables to results/tables/bench-*.md, and growth as a figure')
  .action(async (asked: string[], { json, ...options }: { json?: string } & Omit<BenchOptions, 'print'>) => {
    if (json) checkWritable(json);
    const results: Record<string, unknown> = {};
    for (const bench of asked.map(benchOf)) {
      const texts: string[] = [];
      const print = (text: string) => {
        console.log(`${text}\n`);
        texts.push(text);
      };
      console.log(`\n## ${bench.name}\n`);
      print(`${bench.description[0].toUpperCase()}${bench.description.slice(1)}.`);
      results[bench.name] = await bench.run({ ...options, print });
      if (!options.save) continue;
      texts.splice(1, 0, `${machine()}; \`npm run bench -- ${bench.name}${options.large ? ' --large' : ''} --save\``);
      writeAtomically(join(RESULTS, 'tables', `bench-${bench.name}.md`), `${texts.join('\n\n')}\n`);
    }
    if (json) writeAtomically(json, `${JSON.stringify(results, null, 2)}\n`);
  });

/** What the times depend on beside the code. */
function machine(): string {
  const processors = cpus();
  return `${processors[0]?.model.trim() ?? 'unknown processor'}, ${processors.length} processors, Node ${process.versions.node}`;
}

runIfMain(module, command);
