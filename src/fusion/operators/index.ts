import { Registry } from '../../base/registry';
import { additive } from './additive';
import { concat } from './concat';
import { crossAttention } from './crossAttention';
import { evidenceAttention } from './evidenceAttention';
import { film } from './film';
import { gated } from './gated';
import { lowRank } from './lowRank';
import { mixtureOfExperts } from './mixtureOfExperts';
import { noisyOr } from './noisyOr';
import { sum } from './sum';

export const operators = new Registry('fusion operator', [
  concat,
  sum,
  gated,
  film,
  lowRank,
  mixtureOfExperts,
  crossAttention,
  evidenceAttention,
  additive,
  noisyOr,
]);
