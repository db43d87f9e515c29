import { Registry } from '../../base/registry';
import { cosine } from './cosine';
import { customerNeighbours } from './customerNeighbours';
import { ease } from './ease';

export const scorers = new Registry('scorer', [ease, cosine, customerNeighbours]);
