import type { AsOf } from '../data/asOf';
import type { FusedModel, Prepared } from '../fusion/model';

const kept = new WeakMap<FusedModel, WeakMap<AsOf, Prepared>>();

/** What a network's branches read of some examples. It is kept: explanations of one model ask for the same, and embedding a graph takes long. */
export function preparedOf(network: FusedModel, asOf: AsOf): Prepared {
  let ofNetwork = kept.get(network);
  if (!ofNetwork) {
    ofNetwork = new WeakMap();
    kept.set(network, ofNetwork);
  }
  let prepared = ofNetwork.get(asOf);
  if (!prepared) {
    prepared = network.prepare(asOf);
    ofNetwork.set(asOf, prepared);
  }
  return prepared;
}
