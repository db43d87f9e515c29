import { graphPretexts } from '../../src/graph/pretext';
import { graphPretextLaws } from '../../src/testing/graphPretext';
import { obeys } from './obeys';

obeys('graph pretext', graphPretexts.all, graphPretextLaws);
