import { Registry } from '../../base/registry';
import { graphBranch } from './graph';
import { sequenceBranch } from './sequence';
import { tabularBranch } from './tabular';

export const branches = new Registry('branch', [tabularBranch, sequenceBranch, graphBranch]);
