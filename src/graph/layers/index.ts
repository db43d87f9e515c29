import { Registry } from '../../base/registry';
import { gat } from './gat';
import { gcn } from './gcn';
import { gin } from './gin';
import { rgcn } from './rgcn';
import { sage } from './sage';
import { sagePool } from './sagePool';

export const graphLayers = new Registry('graph layer', [sage, sagePool, gcn, gin, gat, rgcn]);
