import { InputError } from '../../../src/base/errors';
import type { Table } from '../../../src/data/table';
import { type CustomerRow, RAW_NAMES, type RawColumn } from './customers';

type Values = Readonly<Record<RawColumn, number>>;

/** The model's columns: what each is, and how it is computed from a row without missing values. */
export const FEATURES = {
  total_frequency: { says: 'log of the number of purchases', of: (v: Values) => Math.log1p(v.purchases) },
  total_amount: { says: 'log of the amount spent', of: (v: Values) => Math.log1p(v.amount) },
  recency: { says: 'log of the days since the last purchase', of: (v: Values) => Math.log1p(v.days_since_last) },
  tenure: { says: 'log of the days since the first purchase', of: (v: Values) => Math.log1p(v.days_since_first) },
  monthly_frequency: {
    says: 'purchases per 30 days as a customer',
    of: (v: Values) => (30 * v.purchases) / Math.max(30, v.days_since_first),
  },
  amount_per_purchase: {
    says: 'log of the mean amount of a purchase',
    of: (v: Values) => Math.log1p(v.amount / v.purchases),
  },
  lines_per_purchase: { says: 'log of the lines a purchase', of: (v: Values) => Math.log1p(v.lines / v.purchases) },
  price_level: { says: 'log of the amount a unit', of: (v: Values) => Math.log1p(v.amount / Math.max(1, v.units)) },
  variety: { says: 'share of the lines that are an item for the first time', of: (v: Values) => v.items / v.lines },
  recent_frequency: {
    says: 'log of the purchases in the last quarter',
    of: (v: Values) => Math.log1p(v.purchases_last_quarter),
  },
  recent_amount: {
    says: 'log of the amount spent in the last quarter',
    of: (v: Values) => Math.log1p(v.amount_last_quarter),
  },
  trend: {
    says: 'log of the last quarter’s amount over that of the quarter before',
    of: (v: Values) => Math.log1p(v.amount_last_quarter) - Math.log1p(v.amount_quarter_before),
  },
  year_ago_amount: {
    says: 'log of the amount spent a year ago in the quarter to come',
    of: (v: Values) => Math.log1p(v.amount_year_ago),
  },
  overdue: {
    says: 'log of the days since the last purchase over the usual days between two',
    of: (v: Values) => Math.log1p(v.days_since_last / Math.max(1, v.days_between)),
  },
  irregularity: {
    says: 'spread of the days between purchases over their mean',
    of: (v: Values) => v.days_between_std / Math.max(1, v.days_between),
  },
  amount_spread: {
    says: 'log of the spread of the purchases’ amounts',
    of: (v: Values) => Math.log1p(v.purchase_amount_std),
  },
} as const;
export type Feature = keyof typeof FEATURES;

export const FEATURE_NAMES = Object.keys(FEATURES) as [Feature, ...Feature[]];

/** Fills missing values with the medians of the training rows. */
export class MedianImputer {
  constructor(readonly medians: Values) {}

  /** @throws InputError for a column without a single value */
  static fit(rows: readonly CustomerRow[]): MedianImputer {
    const medians = RAW_NAMES.map((name) => {
      const known = rows.map(({ values }) => values[name]).filter((value) => !Number.isNaN(value));
      if (known.length === 0)
        throw new InputError(
          `none of the ${rows.length} training rows has a value`,
          `column "${name}"`,
          'one value at least',
        );
      known.sort((a, b) => a - b);
      const half = (known.length - 1) / 2;
      return [name, (known[Math.floor(half)] + known[Math.ceil(half)]) / 2] as const;
    });
    return new MedianImputer(Object.fromEntries(medians) as Values);
  }

  fill(values: Values): Values {
    const entries = RAW_NAMES.map((name) => [name, Number.isNaN(values[name]) ? this.medians[name] : values[name]]);
    return Object.fromEntries(entries) as Values;
  }
}

/** The chosen features of rows whose missing values are filled. */
export function featuresOf(rows: readonly CustomerRow[], features: readonly Feature[], imputer: MedianImputer): Table {
  const values = new Float32Array(rows.length * features.length);
  rows.forEach((row, i) => {
    const filled = imputer.fill(row.values);
    features.forEach((name, f) => {
      values[i * features.length + f] = FEATURES[name].of(filled);
    });
  });
  return { rows: rows.length, columns: features, values };
}
