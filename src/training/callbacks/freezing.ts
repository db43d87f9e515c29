import type { Callback } from '../callback';

/**
 * Keeps some weights as they are for the first epochs: what was trained before is not torn apart by a head that knows
 * nothing yet.
 * @param epochs how many
 * @param isFrozen told a weight's dotted name
 */
export function freezing(epochs: number, isFrozen: (name: string) => boolean): Callback {
  return {
    onEpochBegin(state) {
      state.frozen = state.epoch <= epochs ? isFrozen : () => false;
    },
  };
}
