import type { AsOf } from '../data/asOf';
import type { ExampleSet } from '../data/examples';

/** Which examples ask about who or what had no event before the last of the training's times: 1 for those; [n] each. */
export interface Unseen {
  readonly customer: Uint8Array;
  /** 0 where no item is asked about. */
  readonly item: Uint8Array;
}

/** What training could not have seen of the examples that a model is tested on. */
export function unseenIn(examples: ExampleSet, train: AsOf): Unseen {
  const { customerCount, itemCount } = train.latest();
  // Customers and items are numbered by their first event.
  return {
    customer: Uint8Array.from(examples.customer, (customer) => Number(customer >= customerCount)),
    item: Uint8Array.from(examples.item, (item) => Number(item >= itemCount)),
  };
}
