import { Registry } from '../../base/registry';
import { classBalanced } from './classBalanced';
import { focal } from './focal';
import { ldam } from './ldam';
import { listwise } from './listwise';
import { logitAdjusted } from './logitAdjusted';
import { pairwise } from './pairwise';
import { weightedBce } from './weightedBce';

export const losses = new Registry('loss', [
  weightedBce,
  focal,
  classBalanced,
  logitAdjusted,
  ldam,
  listwise,
  pairwise,
]);
