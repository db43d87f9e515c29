import { thresholds } from '../../src/imbalance/thresholds';
import { thresholdLaws } from '../../src/testing/threshold';
import { obeys } from './obeys';

obeys('threshold rule', thresholds.all, thresholdLaws);
