import { NO_OPTIONS } from '../../base/component';
import { Random } from '../../base/random';
import { defineControl } from './control';

/** Within each customer's window, deals what was bought to the baskets' times at random: the order of events is lost. */
export const permuteEvents = defineControl({
  name: 'permute-events',
  summary: "the contents of a customer's last baskets dealt to their times at random",
  options: NO_OPTIONS,
  build: (_, seed) => ({
    order: (contents, time, customer) => {
      Random.of(seed, `${time}/${customer}`).shuffle(contents);
    },
  }),
});
