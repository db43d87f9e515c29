import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname, join, sep } from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { InputError } from '../base/errors';
import { describeKernels, useKernelThreads } from '../kernels/compiled';
import { LSTM_OPERATIONS, SPARSE_OPERATIONS, tensorflow } from './native/operations';
import { patchPlain, patchWasm, registerGradients } from './patches';

const BACKENDS = ['native', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** What tfjs calls them. */
const TFJS_NAME: Record<BackendName, string> = { native: 'tensorflow', wasm: 'wasm', cpu: 'cpu' };

export interface EngineOptions {
  /** If omitted, the environment variable LEDGERWALK_BACKEND decides; if that is not set, the best one available. */
  backend?: BackendName;
  /**
   * Threads of our kernels and of native TensorFlow; tfjs's other engines have one. If omitted, the environment variable
   * LEDGERWALK_THREADS decides; if that is not set, one, with which results are the same to the bit.
   */
  threads?: number;
}

/** The tensor engine that runs. */
export interface Engine {
  readonly name: BackendName;
  /** Of tfjs, e.g. "4.22.0". */
  readonly tfjsVersion: string;
  /** Of native TensorFlow, e.g. "2.21.0". */
  readonly tensorflowVersion?: string;
  /** Vector instructions in use, e.g. "SIMD" or "AVX2, FMA". */
  readonly instructions?: string;
  readonly threads: number;
  /** Why a better engine, or a better kernel of this one, was passed over. */
  readonly note?: string;
  /** One line, e.g. "engine: wasm (tfjs 4.22.0, SIMD, 1 thread, compiled kernels)". */
  describe(): string;
}

let running: Promise<Engine> | undefined;

/**
 * Starts the tensor engine of this process: native TensorFlow if tfjs-node is built, else tfjs's WASM engine, patched,
 * else tfjs's plain JavaScript. Later calls return the running engine.
 * @throws InputError if the requested engine is unknown or not available
 */
export function startEngine(options: EngineOptions = {}): Promise<Engine> {
  if (running) return running;
  running = start(options);
  running.catch(() => {
    running = undefined;
  });
  return running;
}

async function start({ backend, threads = threadsAsked() }: EngineOptions): Promise<Engine> {
  useKernelThreads(threads);
  const asked = backend ?? process.env.LEDGERWALK_BACKEND;
  if (asked) {
    if (!isBackendName(asked))
      throw new InputError(
        `unknown engine "${asked}"`,
        backend ? undefined : 'LEDGERWALK_BACKEND',
        `one of ${BACKENDS.join(', ')}`,
      );
    return STARTERS[asked](threads);
  }
  const notes: string[] = [];
  for (const name of BACKENDS) {
    try {
      const engine = await STARTERS[name](threads);
      return makeEngine({ ...engine, note: engine.note ?? notes[0] });
    } catch (error) {
      notes.push((error as Error).message);
    }
  }
  throw new Error(`no tensor engine starts: ${notes.join('; ')}`);
}

/** The threads that LEDGERWALK_THREADS asks for; one if it is not set. @throws InputError for anything but a whole number */
export function threadsAsked(): number {
  const text = process.env.LEDGERWALK_THREADS ?? '1';
  const threads = Number(text);
  if (!Number.isInteger(threads) || threads < 1)
    throw new InputError(`"${text}" threads`, 'LEDGERWALK_THREADS', 'a whole number, 1 or more');
  return threads;
}

const STARTERS: Record<BackendName, (threads: number) => Promise<Engine>> = {
  native: startNative,
  wasm: startWasm,
  cpu: startCpu,
};

async function startNative(threads: number): Promise<Engine> {
  const folder = nativeFolder();
  // TensorFlow reads these once, when its library is loaded.
  process.env.TF_NUM_INTRAOP_THREADS ??= String(threads);
  process.env.TF_NUM_INTEROP_THREADS ??= '1';
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // TensorFlow then reuses its own memory. Aligned blocks of the C library (glibc before 2.38) do not fit into the gaps
  // that freed ones leave: memory grows by gigabytes, and much time goes into new pages.
  process.env.TF_CPU_ALLOCATOR_USE_BFC ??= 'true';
  process.env.TF_CPU_BFC_MEM_LIMIT_IN_MB ??= String(Math.floor(totalmem() / 2 ** 20));
  restoreIsNullOrUndefined();
  try {
    require(folder);
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new InputError(`tfjs-node does not load (${reason}); \`npm run setup:native\` builds it anew`);
  }
  ignoreResizedTerminal();
  await use('native');
  const { binding } = tf.backend() as tf.KernelBackend & { binding: { TF_Version: string } };
  return makeEngine({
    name: 'native',
    tensorflowVersion: binding.TF_Version,
    instructions: processorInstructions(),
    threads: Number(process.env.TF_NUM_INTRAOP_THREADS),
    note: lackOf([...LSTM_OPERATIONS, ...SPARSE_OPERATIONS]),
  });
}

/** Published binaries of tfjs-node contain an older TensorFlow than `npm run setup:native` installs. */
function lackOf(operations: readonly string[]): string | undefined {
  const missing = operations.filter((name) => !tensorflow()?.has(name));
  return missing.length ? `it lacks ${missing.join(', ')}: our kernels run instead` : undefined;
}

/**
 * A signal handled while TensorFlow's LSTM kernels run corrupts memory: tf.layers.lstm and BlockLSTMGradV2 of TensorFlow
 * 2.21 abort after some dozen signals (on a processor with AVX2). The only one that comes unasked is SIGWINCH, when the
 * terminal is resized; without listeners it is not handled.
 */
function ignoreResizedTerminal(): void {
  for (const stream of [process.stdout, process.stderr]) if (stream.isTTY) process.removeAllListeners('SIGWINCH');
}

/** The folder of a tfjs-node that is built. */
function nativeFolder(): string {
  let folder: string;
  try {
    folder = dirname(require.resolve('@tensorflow/tfjs-node/package.json'));
  } catch {
    throw new InputError('tfjs-node is not installed; `npm run setup:native` builds it');
  }
  // Checked first: tfjs-node loads all of tfjs before it notices.
  const built = join(folder, 'lib');
  if (!existsSync(built) || !readdirSync(built).some((name) => existsSync(join(built, name, 'tfjs_binding.node'))))
    throw new InputError('tfjs-node is not built; `npm run setup:native` builds it');
  return folder;
}

/** tfjs-node still calls a function that Node 23 removed. */
function restoreIsNullOrUndefined(): void {
  const restored: { isNullOrUndefined?: (value: unknown) => boolean } = util;
  restored.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

async function startWasm(): Promise<Engine> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist') + sep);
  await use('wasm');
  patchWasm();
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  // Emscripten's threads do not run in Node (tfjs issue 3830).
  return makeEngine({ name: 'wasm', instructions: simd ? 'SIMD' : undefined, threads: 1 });
}

async function startCpu(): Promise<Engine> {
  // Otherwise the first operation prints a banner that recompatches tfjs-node.
  tf.enableProdMode();
  await use('cpu');
  return makeEngine({ name: 'cpu', threads: 1 });
}

/** Switches tfjs over, with its gradients; tfjs returns false, and does not throw, if that fails. */
async function use(name: BackendName): Promise<void> {
  // Not before: tfjs-node registers those that tfjs ships.
  registerGradients();
  patchPlain();
  if (!(await tf.setBackend(TFJS_NAME[name])) || tf.getBackend() !== TFJS_NAME[name])
    throw new InputError(`the ${name} engine does not start`);
}

function makeEngine(facts: Omit<Engine, 'tfjsVersion' | 'describe'>): Engine {
  const { name, tensorflowVersion, instructions, threads, note } = facts;
  const tfjsVersion = tf.version_core;
  const versions = tensorflowVersion
    ? `TensorFlow ${tensorflowVersion} through tfjs-node ${tfjsVersion}`
    : `tfjs ${tfjsVersion}`;
  const parts = [versions, instructions, `${threads} thread${threads === 1 ? '' : 's'}`, describeKernels()]
    .filter(Boolean)
    .join(', ');
  return { ...facts, tfjsVersion, describe: () => `engine: ${name} (${parts}${note ? `; ${note}` : ''})` };
}

/** The widest vector instructions that TensorFlow uses on this processor; known on Linux only. */
function processorInstructions(): string | undefined {
  if (!existsSync('/proc/cpuinfo')) return undefined;
  const flags = new Set(/^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1].trim().split(' '));
  return ['avx512f', 'avx2', 'avx'].find((flag) => flags.has(flag))?.toUpperCase();
}

function isBackendName(name: string): name is BackendName {
  return (BACKENDS as readonly string[]).includes(name);
}
