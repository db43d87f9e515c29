import { Registry } from '../../base/registry';
import { gat } from './gat';
import { gin } from './gin';
import { sage } from './sage';

export const graphLayers = new Registry('graph layer', [sage, gin, gat]);
