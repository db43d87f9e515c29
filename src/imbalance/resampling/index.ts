import { Registry } from '../../base/registry';
import { adasyn } from './adasyn';
import { borderlineSmote } from './borderlineSmote';
import { editedNeighbours } from './editedNeighbours';
import { randomOver } from './randomOver';
import { randomUnder } from './randomUnder';
import { smote } from './smote';
import { smoteEnn } from './smoteEnn';
import { smoteNc } from './smoteNc';
import { smoteTomek } from './smoteTomek';
import { tomekLinks } from './tomekLinks';

export const resamplers = new Registry('resampler', [
  randomOver,
  randomUnder,
  smote,
  smoteNc,
  borderlineSmote,
  adasyn,
  tomekLinks,
  editedNeighbours,
  smoteTomek,
  smoteEnn,
]);
