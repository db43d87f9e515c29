import { Registry } from '../../base/registry';
import { nextItem } from './nextItem';

export const pretexts = new Registry('pretext', [nextItem]);
