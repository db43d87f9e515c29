import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..', '..', 'build');

/** Fused multiply-add (relaxed SIMD) where this version of Node has it. */
const BUILDS = [
  { suffix: '-fma.wasm', instructions: 'SIMD with fused multiply-add' },
  { suffix: '.wasm', instructions: 'SIMD' },
];

export interface CompiledCode {
  readonly code: WebAssembly.Module;
  /** The vector instructions that it uses. */
  readonly instructions: string;
}

const loaded = new Map<string, CompiledCode | undefined>();

/**
 * A compiled module: `kernels` work on a memory of their own, which threads share, `heap` on the heap of tfjs's WASM
 * engine. Undefined if `npm run build:kernels` has not run, or if LEDGERWALK_KERNELS=plain asks for plain TypeScript.
 */
export function compiledCode(name: 'kernels' | 'heap'): CompiledCode | undefined {
  if (!loaded.has(name)) loaded.set(name, load(name));
  return loaded.get(name);
}

function load(name: string): CompiledCode | undefined {
  if (process.env.LEDGERWALK_KERNELS === 'plain') return undefined;
  for (const { suffix, instructions } of BUILDS) {
    const path = join(FOLDER, name + suffix);
    if (!existsSync(path)) continue;
    const bytes = readFileSync(path);
    if (WebAssembly.validate(bytes)) return { code: new WebAssembly.Module(bytes), instructions };
  }
  return undefined;
}
