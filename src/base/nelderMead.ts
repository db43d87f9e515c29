/** Steps of the simplex: reflection, expansion, contraction, shrinkage. */
const [REFLECT, EXPAND, CONTRACT, SHRINK] = [1, 2, 0.5, 0.5];

export interface NelderMeadOptions {
  /** Edge of the first simplex. */
  readonly step?: number;
  /** It ends where the simplex is smaller than this in every coordinate, and so are the differences of its values. */
  readonly tolerance?: number;
  readonly maxEvaluations?: number;
}

/**
 * The point with the smallest value that a walk of a simplex finds (Nelder and Mead, The Computer Journal 1965; Lagarias et
 * al., SIAM Journal on Optimization 1998), started anew from where it ends until that gains nothing, for a simplex can
 * collapse before it is there. Needs no derivatives; where the function is not finite the simplex does not go.
 * @throws RangeError when the function is not finite at the start
 */
export function nelderMead(
  f: (point: Float64Array) => number,
  start: ArrayLike<number>,
  { step = 0.5, tolerance = 1e-9, maxEvaluations = 4000 }: NelderMeadOptions = {},
): Vertex & { readonly evaluations: number; readonly converged: boolean } {
  let evaluations = 0;
  const evaluate = (point: Float64Array) => {
    evaluations++;
    const value = f(point);
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  };
  let best: Vertex = { point: Float64Array.from(start), value: evaluate(Float64Array.from(start)) };
  if (!Number.isFinite(best.value)) throw new RangeError('the function is not finite at the start');
  for (;;) {
    const found = walk(evaluate, best, step, tolerance, () => evaluations < maxEvaluations);
    const gain = best.value - found.value;
    best = found;
    const converged = gain <= tolerance * (1 + Math.abs(best.value));
    if (converged || evaluations >= maxEvaluations) return { ...best, evaluations, converged };
  }
}

interface Vertex {
  readonly point: Float64Array;
  readonly value: number;
}

/** Walks one simplex until it is small. */
function walk(
  f: (point: Float64Array) => number,
  start: Vertex,
  step: number,
  tolerance: number,
  mayGoOn: () => boolean,
): Vertex {
  const n = start.point.length;
  const at = (point: Float64Array): Vertex => ({ point, value: f(point) });
  const simplex = [start];
  for (let i = 0; i < n; i++) {
    const point = start.point.slice();
    point[i] += step;
    simplex.push(at(point));
  }
  for (;;) {
    simplex.sort((a, b) => a.value - b.value);
    const [best, worst] = [simplex[0], simplex[n]];
    if (!mayGoOn() || isSmall(simplex, tolerance)) return best;
    const centre = centreOf(simplex.slice(0, n));
    const along = (by: number) => at(centre.map((c, i) => c + by * (c - worst.point[i])));
    const reflected = along(REFLECT);
    if (reflected.value < best.value) {
      const expanded = along(EXPAND);
      simplex[n] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[n - 1].value) simplex[n] = reflected;
    else {
      const isOutside = reflected.value < worst.value;
      const contracted = along(isOutside ? CONTRACT : -CONTRACT);
      if (contracted.value < (isOutside ? reflected : worst).value) simplex[n] = contracted;
      else
        for (let v = 1; v <= n; v++)
          simplex[v] = at(simplex[v].point.map((x, i) => best.point[i] + SHRINK * (x - best.point[i])));
    }
  }
}

function centreOf(vertices: readonly Vertex[]): Float64Array {
  const centre = new Float64Array(vertices[0].point.length);
  for (const { point } of vertices) for (let i = 0; i < centre.length; i++) centre[i] += point[i] / vertices.length;
  return centre;
}

function isSmall(simplex: readonly Vertex[], tolerance: number): boolean {
  const [best, ...others] = simplex;
  return others.every(
    ({ point, value }) =>
      value - best.value <= tolerance * (1 + Math.abs(best.value)) &&
      point.every((x, i) => Math.abs(x - best.point[i]) <= Math.sqrt(tolerance)),
  );
}
