import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import type { ResultSet } from '../experiment/result';
import { writeChart } from './chart';
import { criticalDifference } from './charts/criticalDifference';
import { curveChart } from './charts/curves';
import { effectsChart } from './charts/effects';
import { forest } from './charts/forest';
import { kindsChart } from './charts/kinds';
import { overview } from './charts/overview';
import { reliabilityChart } from './charts/reliability';

/**
 * The charts of every experiment, by the ending of their files' names; each undefined where the results give nothing to
 * draw.
 */
export const CHARTS = {
  overview,
  forest,
  effects: effectsChart,
  curves: curveChart,
  reliability: reliabilityChart,
  'critical-difference': criticalDifference,
  kinds: kindsChart,
} satisfies Record<string, (set: ResultSet) => TopLevelSpec | undefined>;

/** Draws an experiment's charts, each as SVG and PNG. @returns their paths */
export async function writeFigures(set: ResultSet, folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (const [name, draw] of Object.entries(CHARTS)) {
    const spec = draw(set);
    if (spec) paths.push(...(await writeChart(spec, join(folder, `${set.experiment.name}-${name}`))));
  }
  return paths;
}
