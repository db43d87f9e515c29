import { Registry } from '../../base/registry';
import { coBasket } from './coBasket';
import { customerProjection } from './customerProjection';
import { itemProjection } from './itemProjection';
import { nextBasket } from './nextBasket';
import { purchases } from './purchases';

export const relations = new Registry('relation', [
  purchases,
  itemProjection,
  customerProjection,
  coBasket,
  nextBasket,
]);
