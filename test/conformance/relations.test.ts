import { relations } from '../../src/graph/relations';
import { relationLaws } from '../../src/testing/relation';
import { obeys } from './obeys';

obeys('relation', relations.all, relationLaws);

const projections = relations.all.filter(({ name }) => name !== 'purchases');
obeys(
  'relation, a few ties a node:',
  projections,
  relationLaws,
  Object.fromEntries(projections.map(({ name }) => [name, { weight: 'newman', k: 2, minShared: 2, largestGroup: 3 }])),
);
