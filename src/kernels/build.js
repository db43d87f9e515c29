/*
 * Compiles the AssemblyScript kernels in `assembly/` to `build/`: those on a memory of their own (`index.ts`) and those
 * for the heap of tfjs's WASM engine (`heap.ts`), each once with fused multiply-add (relaxed SIMD) for engines that have
 * it and once without, unless what is there is newer than they are. Run by `npm ci`; plain JavaScript, so that it needs
 * nothing but the compiler.
 */
const { mkdirSync, readdirSync, renameSync, rmSync, statSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..', '..');
const SOURCES = join(__dirname, 'assembly');
/** Threads share the memory, which JavaScript makes. */
const SHARED = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'];
const FUSED = ['--enable', 'relaxed-simd'];
const TARGETS = [
  { entry: 'index.ts', file: 'kernels.wasm', options: SHARED },
  { entry: 'index.ts', file: 'kernels-fma.wasm', options: [...SHARED, ...FUSED] },
  { entry: 'heap.ts', file: 'heap.wasm', options: [] },
  { entry: 'heap.ts', file: 'heap-fma.wasm', options: FUSED },
];

async function build({ entry, file: name, options }) {
  const file = join('build', name);
  if (isFresh(file)) return;
  const { main } = await import('assemblyscript/asc');
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  const partial = `${file}.${process.pid}`;
  const { error, stderr } = await main([
    `src/kernels/assembly/${entry}`,
    ...['--outFile', partial, '--baseDir', ROOT, '-O3', '--noAssert', '--runtime', 'stub'],
    ...['--enable', 'simd', '--importMemory', '--initialMemory', '1'],
    ...options,
  ]);
  if (error) {
    rmSync(join(ROOT, partial), { force: true });
    throw new Error(`the kernels in ${SOURCES} do not compile: ${error.message}\n${stderr}`);
  }
  renameSync(join(ROOT, partial), join(ROOT, file));
}

/** Whether the compiled file is newer than every source, this one among them. */
function isFresh(file) {
  const built = statSync(join(ROOT, file), { throwIfNoEntry: false });
  if (!built) return false;
  const sources = readdirSync(SOURCES).map((name) => join(SOURCES, name));
  return [__filename, ...sources].every((path) => statSync(path).mtimeMs < built.mtimeMs);
}

async function buildAll() {
  for (const target of TARGETS) await build(target);
}

buildAll().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
