/**
 * The laws of each kind of component. `holdTo(encoderLaws, myEncoder)` holds a component from outside to them, in a test
 * of your own; the engine must have been started.
 */
export { augmentationLaws } from './augmentation';
export { branchLaws } from './branch';
export { calibratorLaws } from './calibrator';
export { controlLaws } from './control';
export { encoderLaws } from './encoder';
export { familyLaws } from './family';
export { graphLayerLaws } from './graphLayer';
export { graphPretextLaws } from './graphPretext';
export { type Check, defineLaws, holdTo, type Laws } from './laws';
export { learnerLaws } from './learner';
export { lossLaws } from './loss';
export { operatorLaws } from './operator';
export { pretextLaws } from './pretext';
export { relationLaws } from './relation';
export { resamplerLaws } from './resampler';
export { samplerLaws } from './sampler';
export { scorerLaws } from './scorer';
export { searchMethodLaws } from './searchMethod';
export { thresholdLaws } from './threshold';
