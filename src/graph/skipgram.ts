import { Progress } from '../base/progress';
import { Random } from '../base/random';
import { compiledKernels, type Kernels } from '../runtime/kernels/compiled';
import { type AliasTables, aliasTables } from './alias';
import type { Walks } from './walks';

export interface SkipGramOptions {
  readonly dimensions: number;
  /** Nodes at most so many steps apart are context of each other; each centre draws its own width up to it. */
  readonly window: number;
  /** Nodes drawn at random against each pair. */
  readonly negative: number;
  /** One set of negatives for all contexts of a centre, which is faster and learns about as well. */
  readonly sharedNegatives?: boolean;
  readonly epochs: number;
  /** At the start; falls linearly to a ten-thousandth of itself. */
  readonly learningRate: number;
  readonly seed: number;
}

const LOGISTIC_RANGE = 6;
const LOGISTIC_STEPS = 1024;

/**
 * Skip-gram with negative sampling (Mikolov et al., NeurIPS 2013) over walks: of each pair (centre,
 * context) it raises log σ(u·v), and log σ(−u·v) for negatives drawn with chances ∝ count^¾.
 * @returns one vector a node, [nodeCount, dimensions]; a node that no walk visits keeps its start
 */
export function skipGram(walks: Walks, nodeCount: number, options: SkipGramOptions): Float32Array {
  const kernels = compiledKernels();
  return kernels ? skipGramCompiled(kernels, walks, nodeCount, options) : skipGramPlain(walks, nodeCount, options);
}

/** Walks trained between two looks at the clock. */
const CHUNK = 5000;
/** Outputs that the kernel of shared negatives takes together. */
const GROUP = 6;

/**
 * By the compiled kernel, on as many threads as it has; several write to the same vectors without waiting for each
 * other (Hogwild!; Recht et al., NeurIPS 2011), so that only one thread gives the same bits again.
 */
export function skipGramCompiled(
  kernels: Kernels,
  walks: Walks,
  nodeCount: number,
  options: SkipGramOptions,
): Float32Array {
  const { dimensions: D, window, negative, sharedNegatives, epochs, learningRate, seed } = options;
  const random = Random.of(seed, 'skip-gram');
  const start = startVectors(nodeCount, D, random);
  const table = negativeTable(walks, nodeCount);
  // The kernel takes four numbers at a time; what is added stays 0.
  const width = 4 * Math.ceil(D / 4);
  const outputs = GROUP * Math.ceil((negative + 1) / GROUP);
  const scratch = sharedNegatives ? (2 * window + 1) * (outputs + 1) + width : 2 * (negative + 1);
  const { threads } = kernels;
  kernels.reserve(
    2 * nodeCount * (width + 1) + walks.nodes.length + LOGISTIC_STEPS + 1 + threads * (scratch + 4),
    5 + 2 * threads,
  );
  const vectors = kernels.floats(nodeCount * width);
  vectors.view.fill(0);
  for (let i = 0; i < nodeCount; i++) vectors.view.set(start.subarray(i * D, (i + 1) * D), i * width);
  const contexts = kernels.floats(nodeCount * width);
  contexts.view.fill(0);
  const nodes = kernels.int(walks.nodes);
  const negatives = kernels.floats(2 * nodeCount);
  const aliases = new Int32Array(negatives.view.buffer, negatives.at, 2 * nodeCount);
  for (let i = 0; i < nodeCount; i++) {
    negatives.view[2 * i] = table.keep[i];
    aliases[2 * i + 1] = table.alias[i];
  }
  const logistic = kernels.float(logisticTable());
  const own = Array.from({ length: threads }, (_, thread) => {
    const stream = thread === 0 ? random : Random.of(seed, `skip-gram, thread ${thread}`);
    const room = kernels.floats(scratch);
    room.view.fill(0);
    return { state: kernels.int(Int32Array.from(stream.snapshot())), room: room.at };
  });
  const total = epochs * walks.count;
  const progress = new Progress('skip-gram', total);
  for (let first = 0; first < total; first += CHUNK) {
    const size = Math.min(CHUNK, total - first);
    const startOf = (thread: number) => first + Math.floor((size * thread) / threads);
    kernels.runEach(
      sharedNegatives ? 'skipGramShared' : 'skipGram',
      own.map(({ state, room }, thread) => [
        state,
        nodes,
        walks.count,
        walks.length,
        startOf(thread),
        startOf(thread + 1),
        total,
        vectors.at,
        contexts.at,
        width,
        window,
        negative,
        learningRate,
        negatives.at,
        nodeCount,
        logistic,
        LOGISTIC_STEPS,
        LOGISTIC_RANGE,
        room,
      ]),
    );
    progress.update(first + size);
  }
  progress.end();
  const result = new Float32Array(nodeCount * D);
  for (let i = 0; i < nodeCount; i++) result.set(vectors.view.subarray(i * width, i * width + D), i * D);
  return result;
}

function startVectors(nodeCount: number, D: number, random: Random): Float32Array {
  return Float32Array.from({ length: nodeCount * D }, () => (random.next() - 0.5) / D);
}

/** The same in plain TypeScript: the reference. */
export function skipGramPlain(walks: Walks, nodeCount: number, options: SkipGramOptions): Float32Array {
  const { dimensions: D, window, negative, sharedNegatives, epochs, learningRate, seed } = options;
  const random = Random.of(seed, 'skip-gram');
  const vectors = startVectors(nodeCount, D, random);
  const contexts = new Float32Array(nodeCount * D);
  const table = negativeTable(walks, nodeCount);
  const logistic = logisticTable();
  const inputs = new Int32Array(2 * window);
  const outputs = new Int32Array(negative + 1);
  const steps = new Float32Array(inputs.length * outputs.length);
  const input = new Float32Array(D);
  const change = new Float32Array(outputs.length * D);
  const total = epochs * walks.count;
  for (let done = 0; done < total; done++) {
    const rate = learningRate * Math.max(1e-4, 1 - done / total);
    const at = (done % walks.count) * walks.length;
    for (let i = 0; i < walks.length && walks.nodes[at + i] >= 0; i++) {
      const reach = 1 + random.int(window);
      let count = 0;
      for (let j = Math.max(0, i - reach); j <= Math.min(walks.length - 1, i + reach); j++) {
        if (walks.nodes[at + j] < 0) break;
        if (j === i) continue;
        const from = walks.nodes[at + j] * D;
        if (sharedNegatives) inputs[count++] = from;
        else pair(from, drawOutputs(walks.nodes[at + i]), rate);
      }
      if (count > 0) together(count, drawOutputs(walks.nodes[at + i]), rate);
    }
  }
  return vectors;

  /** The centre and its negatives; returns how many. */
  function drawOutputs(centre: number): number {
    let count = 0;
    outputs[count++] = centre * D;
    for (let k = 0; k < negative; k++) {
      const output = draw(table, random);
      if (output !== centre) outputs[count++] = output * D;
    }
    return count;
  }

  function stepOf(from: number, k: number, rate: number): number {
    let dot = 0;
    for (let d = 0; d < D; d++) dot += vectors[from + d] * contexts[outputs[k] + d];
    const clipped = Math.max(-LOGISTIC_RANGE, Math.min(LOGISTIC_RANGE, dot));
    const p = logistic[Math.round((clipped / LOGISTIC_RANGE + 1) * (LOGISTIC_STEPS / 2))];
    return rate * ((k === 0 ? 1 : 0) - p);
  }

  /** One context and its outputs; all steps are worked out before any is taken. */
  function pair(from: number, outputCount: number, rate: number): void {
    for (let k = 0; k < outputCount; k++) steps[k] = stepOf(from, k, rate);
    input.set(vectors.subarray(from, from + D));
    for (let k = 0; k < outputCount; k++)
      for (let d = 0; d < D; d++) {
        vectors[from + d] += steps[k] * contexts[outputs[k] + d];
        contexts[outputs[k] + d] += steps[k] * input[d];
      }
  }

  /** All contexts of a centre with the same outputs, which move last. */
  function together(inputCount: number, outputCount: number, rate: number): void {
    for (let j = 0; j < inputCount; j++)
      for (let k = 0; k < outputCount; k++) steps[j * outputs.length + k] = stepOf(inputs[j], k, rate);
    change.fill(0);
    for (let j = 0; j < inputCount; j++) {
      const from = inputs[j];
      input.set(vectors.subarray(from, from + D));
      for (let k = 0; k < outputCount; k++)
        for (let d = 0; d < D; d++) {
          vectors[from + d] += steps[j * outputs.length + k] * contexts[outputs[k] + d];
          change[k * D + d] += steps[j * outputs.length + k] * input[d];
        }
    }
    for (let k = 0; k < outputCount; k++) for (let d = 0; d < D; d++) contexts[outputs[k] + d] += change[k * D + d];
  }
}

function logisticTable(): Float32Array {
  return Float32Array.from(
    { length: LOGISTIC_STEPS + 1 },
    (_, i) => 1 / (1 + Math.exp(-LOGISTIC_RANGE * ((2 * i) / LOGISTIC_STEPS - 1))),
  );
}

/** Draws nodes with chances ∝ count^¾. */
function negativeTable(walks: Walks, nodeCount: number): AliasTables {
  const counts = new Float64Array(nodeCount);
  for (const node of walks.nodes) if (node >= 0) counts[node]++;
  return aliasTables(
    Int32Array.of(0, nodeCount),
    counts.map((count) => count ** 0.75),
  );
}

/** One draw takes one random number: its upper digits are the entry, the rest where in it the draw fell. */
function draw({ keep, alias }: AliasTables, random: Random): number {
  const product = random.bits() * keep.length;
  const slot = Math.floor(product / 2 ** 32);
  const within = Math.fround(product - slot * 2 ** 32) / 2 ** 32;
  return within < keep[slot] ? slot : alias[slot];
}
