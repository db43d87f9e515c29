import { Registry } from '../../base/registry';
import { focal } from './focal';
import { listwise } from './listwise';
import { weightedBce } from './weightedBce';

export const losses = new Registry('loss', [weightedBce, focal, listwise]);
