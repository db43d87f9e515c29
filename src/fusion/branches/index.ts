import { Registry } from '../../base/registry';
import { evidence } from './evidence';
import { graph } from './graph';
import { recentEvents } from './recentEvents';
import { sampledGraph } from './sampledGraph';
import { sequence } from './sequence';
import { tabular } from './tabular';

export const branches = new Registry('branch', [tabular, sequence, recentEvents, graph, sampledGraph, evidence]);
