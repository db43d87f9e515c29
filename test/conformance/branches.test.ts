import { branches } from '../../src/fusion/branches';
import { branchLaws } from '../../src/testing/branch';
import { obeys } from './obeys';

obeys('branch', branches.all, branchLaws);

obeys('branch, of a graph of another kind:', [branches.get('graph')], branchLaws, {
  graph: { layer: 'rgcn', embeddingDim: 3, minCount: 2, everyDays: 2, node2vec: null },
});
obeys('branch, of several relations at once:', [branches.get('graph')], branchLaws, {
  graph: {
    layer: { name: 'rgcn', types: 4 },
    relations: ['purchases', { name: 'customer-projection', weight: 'newman', k: 3 }, 'next-basket'],
    everyDays: 2,
    node2vec: null,
  },
});
obeys('branch, by single events and self-attention:', [branches.get('sequence')], branchLaws, {
  sequence: { encoder: 'self-attention', step: 'event', minCount: 2 },
});
obeys('branch, of features of the event asked about:', [branches.get('tabular')], branchLaws, {
  tabular: { features: ['rfm', 'neighbourhood', 'asked-event'] },
});
obeys('branch, of items with known labels:', [branches.get('recent-events')], branchLaws, {
  'recent-events': { of: 'item', labelled: true, withAsked: true, length: 5, days: 6, aroundDays: 2, encoder: 'gru' },
});
obeys('branch, of features of each event:', [branches.get('sequence')], branchLaws, {
  sequence: {
    step: 'event',
    length: 4,
    features: ['asked-event', 'customer-windows', { name: 'item-risk', days: [1, 3], delayDays: 1 }],
    embeddingDim: 0,
  },
});
obeys(
  'branch, of baskets with features, attributes, calendar and relative amounts:',
  [branches.get('sequence')],
  branchLaws,
  {
    sequence: {
      length: 3,
      attributes: [
        'discount',
        'kind',
        { attribute: 'channel', embeddingDim: 2, categories: 1 },
        { attribute: 'city', categories: 1 },
      ],
      relativeAmount: true,
      calendar: ['day', 'week', 'year'],
      features: ['rfm'],
      minCount: 2,
    },
  },
);
obeys('branch, of features as sequences of one step:', [branches.get('tabular')], branchLaws, {
  tabular: { features: ['rfm', { name: 'attributes', attributes: ['age', 'city'] }], encoder: 'lstm' },
});
obeys('branch, of pieces of features:', [branches.get('tabular')], branchLaws, {
  tabular: { features: ['rfm', 'asked-event'], pieces: 4 },
});
for (const items of [
  { name: 'hashed', buckets: 5 },
  { name: 'node2vec', node2vec: { dimensions: 4 } },
  { name: 'node2vec', node2vec: { dimensions: 4 }, frozen: true },
])
  obeys(`branch, of items by ${JSON.stringify(items)}:`, [branches.get('sequence')], branchLaws, {
    sequence: { length: 3, items, embeddingDim: 4, minCount: 2 },
  });
for (const sampling of ['uniform', 'decayed'])
  obeys(`branch, of a few ${sampling} neighbours:`, [branches.get('sampled-graph')], branchLaws, {
    'sampled-graph': { sampling, fanout: 2, embeddingDim: 3, minCount: 2, halfLifeDays: 5, layer: 'gcn' },
  });
obeys('branch, of neighbours with memories and attributes:', [branches.get('sampled-graph')], branchLaws, {
  'sampled-graph': {
    layer: 'temporal-attention',
    memory: { units: 3, length: 3 },
    attributes: ['age', 'kind', 'city'],
    units: 4,
  },
});
obeys('branch, of evidence in small graphs:', [branches.get('evidence')], branchLaws, {
  evidence: { kernels: [{ name: 'ease', lambda: 2, minBuyers: 1 }, 'cosine'], length: 3, embeddingDim: 2 },
});
