import { Registry } from '../../base/registry';
import { graph } from './graph';
import { sequence } from './sequence';
import { tabular } from './tabular';

export const branches = new Registry('branch', [tabular, sequence, graph]);
