import { Random } from '../../base/random';
import type { Kernels } from '../compiled';
import { initialise, LOGISTIC_RANGE, LOGISTIC_STEPS, logisticTable } from './tables';
import type { SkipGramPlan, Trainer } from './types';

/** Outputs that the kernel processes together. */
const GROUP = 6;

/**
 * Skip-gram by the compiled kernel, on all its threads. Several write to the same vectors without locks (Hogwild!; Recht
 * et al., NeurIPS 2011), so only a single thread gives the same bits every time.
 * @param portion maximum number of walks in a call of `train`
 */
export function compiledTrainer(kernels: Kernels, plan: SkipGramPlan, portion: number): Trainer {
  const { dimensions: D, window, negative, sharedNegatives, learningRate, seed } = plan;
  const { length, nodeCount, total, negatives, keep } = plan;
  const { threads } = kernels;
  // The kernel takes four numbers at a time; padding stays 0.
  const stride = 4 * Math.ceil(D / 4);
  const outputs = GROUP * Math.ceil((negative + 1) / GROUP);
  const scratch = 1 + length + 2 * (outputs + stride);
  const tables = nodeCount * (keep ? 3 : 2) + LOGISTIC_STEPS + 1;
  kernels.reserve(2 * nodeCount * stride + portion * length + tables + threads * (4 + scratch), 6 + 2 * threads);
  const random = Random.of(seed, 'skip-gram');
  const vectors = kernels.floats(nodeCount * stride);
  initialise(vectors.view, stride, D, random);
  const contexts = kernels.floats(nodeCount * stride);
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
        stride,
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
  return { vectors: vectors.view, contexts: contexts.view, stride, train };
}
