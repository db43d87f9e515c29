import { z } from 'zod';
import { defineStudy } from '../study';
import { experimentsOf } from './experiments';
import { sectionsOf } from './sections';

export const repeatPurchase = defineStudy({
  name: 'repeat-purchase',
  title: 'Who buys again?',
  summary:
    'Will a customer buy again within 30 days? Static models, time series, an LSTM, models of repeat buying and boosting on three stores, together and each alone, with paired tests.',
  options: z.strictObject({
    /** Within how many days. */
    horizonDays: z.number().int().positive().default(30),
  }),
  experiments: ({ horizonDays }, preset) => experimentsOf(horizonDays, preset),
  sections: (run, { horizonDays }) => sectionsOf(run, horizonDays),
});
