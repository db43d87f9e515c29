import { Registry } from '../../base/registry';
import { als } from './als';
import { bpr } from './bpr';
import { cosine } from './cosine';
import { customerNeighbours } from './customerNeighbours';
import { ease } from './ease';
import { rp3beta } from './rp3beta';

export const scorers = new Registry('scorer', [ease, cosine, rp3beta, customerNeighbours, als, bpr]);
