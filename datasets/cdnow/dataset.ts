import { fileDataset } from '../../src/data/datasets/dataset';

/** The sample that the literature on buying behaviour fits its models to. */
export const cdnow = fileDataset({
  name: 'cdnow',
  summary: 'a 1/10 sample of the customers who first bought at CDNOW in the first quarter of 1997',
  folder: __dirname,
});

export const cdnowMaster = fileDataset(
  {
    name: 'cdnow-master',
    summary: 'all customers who first bought at CDNOW in the first quarter of 1997',
    folder: __dirname,
  },
  { schema: 'schema-master.json' },
);
