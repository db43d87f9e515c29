import { Registry } from '../../base/registry';
import { permuteEvents } from './permuteEvents';
import { randomEmbeddings } from './randomEmbeddings';
import { rewireEdges } from './rewireEdges';

/** The negative controls. */
export const controls = new Registry('control', [rewireEdges, permuteEvents, randomEmbeddings]);
