import { NO_OPTIONS } from '../../base/component';
import { ageOf } from '../places';
import { defineAugmentation } from './augmentation';

/**
 * Shuffles the lines of each basket where a step is a single event: the order within one time means nothing. The first
 * line, which tells the gap to the basket before, stays in front. Where a step is a whole basket there is nothing to do.
 */
export const shuffleLines = defineAugmentation({
  name: 'shuffle-lines',
  summary: 'shuffles the lines of a basket, where they are steps of their own',
  options: NO_OPTIONS,
  build: () => (steps, windows, random) => {
    let first = 0;
    for (let end = 1; end <= steps.length; end++) {
      if (end < steps.length && ageOf(windows, steps[end]) === ageOf(windows, steps[first])) continue;
      if (end - first > 2) random.shuffle(steps.subarray(first + 1, end));
      first = end;
    }
    return steps;
  },
});
