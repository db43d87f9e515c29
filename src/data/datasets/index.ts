import { Registry } from '../../base/registry';
import type { Dataset } from './dataset';
import { file } from './file';

/** The data sets; the repository's own, in `datasets/`, add themselves. */
export const datasets = new Registry<Dataset>('data set', [file]);
