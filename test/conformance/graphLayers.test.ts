import { graphLayers } from '../../src/graph/layers';
import { graphLayerLaws } from '../../src/testing/graphLayer';
import { obeys } from './obeys';

obeys('graph layer', graphLayers.all, graphLayerLaws);
