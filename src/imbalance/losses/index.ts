import { Registry } from '../../base/registry';
import { weightedBce } from './weightedBce';

export const losses = new Registry('loss', [weightedBce]);
