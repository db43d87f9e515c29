import { calibrators } from '../../src/imbalance/calibration';
import { calibratorLaws } from '../../src/testing/calibrator';
import { obeys } from './obeys';

obeys('calibrator', calibrators.all, calibratorLaws);
