import { losses } from '../../src/imbalance/losses';
import { lossLaws } from '../../src/testing/loss';
import { obeys } from './obeys';

obeys('loss', losses.all, lossLaws);
