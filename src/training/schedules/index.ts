import { Registry } from '../../base/registry';
import { constant } from './constant';
import { oneCycle } from './oneCycle';

export const schedules = new Registry('learning rate schedule', [constant, oneCycle]);
