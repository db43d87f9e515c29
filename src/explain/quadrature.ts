/** Where an integral over [0, 1] is evaluated, and with which weights. */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

const NEWTON_STEPS = 100;
const rules = new Map<number, Quadrature>();

/** The Gauss–Legendre rule of n nodes on [0, 1], exact for polynomials of degree 2n − 1; nodes ascend. */
export function gaussLegendre(n: number): Quadrature {
  let rule = rules.get(n);
  if (!rule) {
    rule = makeRule(n);
    rules.set(n, rule);
  }
  return rule;
}

/** Nodes are roots of the Legendre polynomial P_n, found by Newton's method from Tricomi's estimates. */
function makeRule(n: number): Quadrature {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < NEWTON_STEPS; step++) {
      let [previous, value] = [1, x];
      for (let k = 2; k <= n; k++) [previous, value] = [value, ((2 * k - 1) * x * value - (k - 1) * previous) / k];
      slope = (n * (previous - x * value)) / (1 - x * x);
      const change = value / slope;
      x -= change;
      if (Math.abs(change) < 1e-15) break;
    }
    nodes[n - 1 - i] = (1 + x) / 2;
    weights[n - 1 - i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}
