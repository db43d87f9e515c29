import { Registry } from '../../base/registry';
import { gin } from './gin';
import { sage } from './sage';

export const graphLayers = new Registry('graph layer', [sage, gin]);
