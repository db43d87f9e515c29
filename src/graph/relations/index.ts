import { Registry } from '../../base/registry';
import { coBasket, customerProjection, itemProjection, nextBasket } from './projections';
import { purchases } from './purchases';

export const relations = new Registry('relation', [
  purchases,
  itemProjection,
  customerProjection,
  coBasket,
  nextBasket,
]);
