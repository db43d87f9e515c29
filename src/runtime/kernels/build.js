/*
 * Compiles the AssemblyScript kernels in `assembly/` to `build/kernels.wasm`. Run by `npm ci`; plain
 * JavaScript, so that it needs nothing but the compiler.
 */
const { mkdirSync, renameSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..', '..', '..');

async function build() {
  const { main } = await import('assemblyscript/asc');
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  const target = `build/kernels.wasm`;
  const partial = `${target}.${process.pid}`;
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
    console.error(`the kernels do not compile: ${error.message}\n${stderr}`);
    process.exit(1);
  }
  renameSync(join(ROOT, partial), join(ROOT, target));
}

build();
