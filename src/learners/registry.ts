import { Registry } from '../base/registry';
import type { Learner } from '../training/learner';

/** The learners, which `index.ts` fills: a stack has learners as its members. */
export const learners = new Registry<Learner>('learner', []);
