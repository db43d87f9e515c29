import { Registry } from '../base/registry';
import { tabularBranch } from '../features/branch';
import { graphBranch } from '../graph/branch';
import { sequenceBranch } from '../sequence/branch';

export const branches = new Registry('branch', [tabularBranch, sequenceBranch, graphBranch]);
