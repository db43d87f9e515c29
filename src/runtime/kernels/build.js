/*
 * Compiles the AssemblyScript kernels in `assembly/` to `build/kernels.wasm`, unless that is newer than
 * they are. Run by `npm ci`; plain JavaScript, so that it needs nothing but the compiler.
 */
const { mkdirSync, readdirSync, renameSync, rmSync, statSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..', '..', '..');
const SOURCES = join(__dirname, 'assembly');
const TARGET = join('build', 'kernels.wasm');

async function build() {
  if (isFresh()) return;
  const { main } = await import('assemblyscript/asc');
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  const partial = `${TARGET}.${process.pid}`;
  const { error, stderr } = await main([
    'src/runtime/kernels/assembly/index.ts',
    '--outFile',
    partial,
    '--baseDir',
    ROOT,
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--enable',
    'simd',
  ]);
  if (error) {
    rmSync(join(ROOT, partial), { force: true });
    throw new Error(`the kernels in ${SOURCES} do not compile: ${error.message}\n${stderr}`);
  }
  renameSync(join(ROOT, partial), join(ROOT, TARGET));
}

/** Whether the compiled file is newer than every source, this one among them. */
function isFresh() {
  const built = statSync(join(ROOT, TARGET), { throwIfNoEntry: false });
  if (!built) return false;
  const sources = readdirSync(SOURCES).map((name) => join(SOURCES, name));
  return [__filename, ...sources].every((path) => statSync(path).mtimeMs < built.mtimeMs);
}

build().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
