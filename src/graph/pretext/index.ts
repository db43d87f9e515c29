import { Registry } from '../../base/registry';
import { maskedEdge } from './maskedEdge';

export const graphPretexts = new Registry('graph pretext', [maskedEdge]);
