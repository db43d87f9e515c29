import { z } from 'zod';
import { NO_OPTIONS } from '../../base/component';
import { lowerBound } from '../../base/search';
import { rank } from '../../evaluation/ranking';
import { defineCalibrator } from './calibrator';

/**
 * Isotonic regression (Zadrozny and Elkan, KDD 2002): the rising function with the least squared error, found by pooling
 * adjacent violators (Ayer et al. 1955), straight between its steps' ends and level beyond them. It fits any shape but wants
 * a thousand examples or more, and gives many examples one probability.
 */
export const isotonic = defineCalibrator({
  name: 'isotonic',
  summary: 'the rising step function of the least squared error',
  options: NO_OPTIONS,
  saved: z.strictObject({ score: z.array(z.number()).min(1), probability: z.array(z.number().min(0).max(1)).min(1) }),
  fit(score, label) {
    const blocks: Block[] = [];
    const order = rank(score, label).reverse();
    for (let i = 0; i < order.length; ) {
      const low = score[order[i]];
      let block: Block = { low, high: low, sum: 0, count: 0 };
      for (; i < order.length && score[order[i]] === low; i++) {
        block.sum += label[order[i]];
        block.count++;
      }
      for (let last = blocks.at(-1); last && last.sum * block.count >= block.sum * last.count; last = blocks.at(-1)) {
        blocks.pop();
        block = { low: last.low, high: block.high, sum: last.sum + block.sum, count: last.count + block.count };
      }
      blocks.push(block);
    }
    // A block is level from its first to its last score.
    const ends = blocks.flatMap(({ low, high, sum, count }) =>
      (low === high ? [low] : [low, high]).map((at) => ({ at, p: sum / count })),
    );
    return { score: ends.map(({ at }) => at), probability: ends.map(({ p }) => p) };
  },
  calibration({ score, probability }) {
    const knots = Float64Array.from(score);
    return (p) => {
      const above = lowerBound(knots, p);
      if (above === 0) return probability[0];
      if (above === knots.length) return probability[above - 1];
      const share = (p - knots[above - 1]) / (knots[above] - knots[above - 1]);
      return probability[above - 1] + share * (probability[above] - probability[above - 1]);
    };
  },
});

/** Scores from `low` to `high` that share a probability. */
interface Block {
  readonly low: number;
  readonly high: number;
  sum: number;
  count: number;
}
