/*
 * Compiles the AssemblyScript kernels to `build/`: those on a memory of their own (`index.ts`) and those for the heap of
 * tfjs's WASM engine (`heap.ts`), each once with fused multiply-add (relaxed SIMD) for engines that have it and once
 * without, and the TypeScript declarations of what they export. Does nothing where `build/` is newer than the sources.
 * Run by `npm ci`; plain JavaScript, so that it needs nothing but the compiler.
 */
const { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..', '..');
const BUILD = join(ROOT, 'build');
/** Threads share the memory, which JavaScript makes. */
const SHARED = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'];
const FUSED = ['--enable', 'relaxed-simd'];
/** `raw` bindings: addresses stay numbers, and the declarations say what the compiler made of each signature. */
const DECLARED = ['--bindings', 'raw'];
const TARGETS = [
  { entry: 'index.ts', name: 'kernels', options: [...SHARED, ...DECLARED] },
  { entry: 'index.ts', name: 'kernels-fma', options: [...SHARED, ...FUSED] },
  { entry: 'heap.ts', name: 'heap', options: DECLARED },
  { entry: 'heap.ts', name: 'heap-fma', options: FUSED },
];

async function build({ entry, name, options }) {
  const files = options.includes('--bindings') ? [`${name}.wasm`, `${name}.d.ts`] : [`${name}.wasm`];
  if (files.every(isFresh)) return;
  const { main } = await import('assemblyscript/asc');
  const written = new Map();
  const { error, stderr } = await main(
    [
      `src/assembly/${entry}`,
      ...['--outFile', `${name}.wasm`, '--baseDir', ROOT, '-O3', '--noAssert', '--runtime', 'stub'],
      ...['--enable', 'simd', '--importMemory', '--initialMemory', '1'],
      ...options,
    ],
    { writeFile: (file, content) => written.set(file, content) },
  );
  if (error) throw new Error(`the kernels in ${__dirname} do not compile: ${error.message}\n${stderr}`);
  mkdirSync(BUILD, { recursive: true });
  for (const file of files) {
    const partial = join(BUILD, `${file}.${process.pid}`);
    writeFileSync(partial, written.get(file));
    renameSync(partial, join(BUILD, file));
  }
}

/** Whether a file in `build/` is newer than every source, this one among them. */
function isFresh(file) {
  const built = statSync(join(BUILD, file), { throwIfNoEntry: false });
  if (!built) return false;
  return readdirSync(__dirname).every((source) => statSync(join(__dirname, source)).mtimeMs < built.mtimeMs);
}

async function buildAll() {
  for (const target of TARGETS) await build(target);
}

buildAll().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
