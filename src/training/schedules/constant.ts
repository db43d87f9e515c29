import { NO_OPTIONS } from '../../base/component';
import { defineSchedule } from '../schedule';

export const constant = defineSchedule({
  name: 'constant',
  summary: 'the same learning rate throughout',
  options: NO_OPTIONS,
  factor: () => 1,
});
