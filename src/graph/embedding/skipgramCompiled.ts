import { Random } from '../../base/random';
import type { Kernels } from '../../kernels/compiled';
import { type Course, fillStart, LOGISTIC_RANGE, LOGISTIC_STEPS, logisticTable, type Trainer } from './skipgramCourse';

/** Outputs that the kernel takes together. */
const GROUP = 6;

/**
 * By the compiled kernel, on as many threads as it has; several write to the same vectors without waiting for each
 * other (Hogwild!; Recht et al., NeurIPS 2011), so that only one thread gives the same bits again.
 * @param portion how many walks are trained on at once, at most
 */
export function compiledTrainer(kernels: Kernels, course: Course, portion: number): Trainer {
  const { options, length, nodeCount, total, negatives, keep } = course;
  const { dimensions: D, window, negative, sharedNegatives, learningRate, seed } = options;
  const { threads } = kernels;
  // The kernel takes four numbers at a time; what is added stays 0.
  const width = 4 * Math.ceil(D / 4);
  const outputs = GROUP * Math.ceil((negative + 1) / GROUP);
  const scratch = 1 + length + 2 * (outputs + width);
  const tables = nodeCount * (keep ? 3 : 2) + LOGISTIC_STEPS + 1;
  kernels.reserve(2 * nodeCount * width + portion * length + tables + threads * (4 + scratch), 6 + 2 * threads);
  const random = Random.of(seed, 'skip-gram');
  const vectors = kernels.floats(nodeCount * width);
  fillStart(vectors.view, width, D, random);
  const contexts = kernels.floats(nodeCount * width);
  contexts.view.fill(0);
  const nodes = kernels.ints(portion * length);
  const draws = kernels.floats(2 * nodeCount);
  const aliases = new Int32Array(draws.view.buffer, draws.at, 2 * nodeCount);
  for (let i = 0; i < nodeCount; i++) {
    draws.view[2 * i] = negatives.keep[i];
    aliases[2 * i + 1] = negatives.alias[i];
  }
  const keeps = keep ? kernels.float(keep) : 0;
  const logistic = kernels.float(logisticTable());
  const own = Array.from({ length: threads }, (_, thread) => {
    const stream = thread === 0 ? random : Random.of(seed, `skip-gram, thread ${thread}`);
    const room = kernels.floats(scratch);
    room.view.fill(0);
    return { state: kernels.int(Int32Array.from(stream.snapshot())), room: room.at };
  });
  const train = (walks: Int32Array, first: number) => {
    nodes.view.set(walks);
    const startOf = (thread: number) => Math.floor((walks.length / length) * (thread / threads));
    kernels.runEach(
      'skipGram',
      own.map(({ state, room }, thread) => [
        state,
        nodes.at + 4 * startOf(thread) * length,
        length,
        first + startOf(thread),
        first + startOf(thread + 1),
        total,
        vectors.at,
        contexts.at,
        width,
        window,
        negative,
        sharedNegatives ? 1 : 0,
        learningRate,
        keeps,
        draws.at,
        nodeCount,
        logistic,
        LOGISTIC_STEPS,
        LOGISTIC_RANGE,
        room,
      ]),
    );
  };
  return { vectors: vectors.view, contexts: contexts.view, width, train };
}
