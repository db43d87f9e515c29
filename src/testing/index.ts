/** The laws that every component of a kind must obey, to hold a component of your own to. */
export { branchLaws } from './branch';
export { controlLaws } from './control';
export { encoderLaws } from './encoder';
export { familyLaws } from './family';
export { graphLayerLaws } from './graphLayer';
export { type Check, defineLaws, holdTo, type Laws } from './laws';
export { learnerLaws } from './learner';
export { lossLaws } from './loss';
export { operatorLaws } from './operator';
export { pretextLaws } from './pretext';
export { resamplerLaws } from './resampler';
