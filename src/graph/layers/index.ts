import { Registry } from '../../base/registry';
import { sage } from './sage';

export const graphLayers = new Registry('graph layer', [sage]);
