// A 2-2-1 network: its forward values, the slopes of its loss, and a chain of units for the depth.
export const activations = {
  identity: { name: "identity", f: (z) => z, d: () => 1 },
  relu: { name: "ReLU", f: (z) => Math.max(0, z), d: (z) => (z > 0 ? 1 : 0) },
  sigmoid: { name: "sigmoid", f: (z) => 1 / (1 + Math.exp(-z)), d: (z, h) => h * (1 - h) },
  tanh: { name: "tanh", f: Math.tanh, d: (z, h) => 1 - h * h },
};

// p: x1 x2 t, w11 w12 b1, w21 w22 b2 (rows are hidden units), v1 v2 c of the linear output.
export function forward(p, key, x = [p.x1, p.x2]) {
  const { f } = activations[key];
  const z = [p.w11 * x[0] + p.w12 * x[1] + p.b1, p.w21 * x[0] + p.w22 * x[1] + p.b2];
  const h = z.map(f);
  return { x, z, h, y: p.v1 * h[0] + p.v2 * h[1] + p.c };
}

// The slope of L = (y - t)^2 / 2 by everything that the forward pass has seen.
export function backward(p, key, { x, z, h, y }) {
  const { d } = activations[key];
  const e = y - p.t;
  const dh = [e * p.v1, e * p.v2];
  const dz = z.map((each, j) => dh[j] * d(each, h[j]));
  return {
    ...{ e, dh, dz },
    ...{ x1: dz[0] * p.w11 + dz[1] * p.w21, x2: dz[0] * p.w12 + dz[1] * p.w22, t: -e },
    ...{ w11: dz[0] * x[0], w12: dz[0] * x[1], b1: dz[0], w21: dz[1] * x[0], w22: dz[1] * x[1], b2: dz[1] },
    ...{ v1: e * h[0], v2: e * h[1], c: e },
  };
}

// |d output / d input of layer l| of a chain of units h -> phi(w h), l = 1 .. depth, the last layer last.
export function chain(key, depth, weight, input) {
  const { f, d } = activations[key];
  const slopes = [];
  let h = input;
  for (let l = 0; l < depth; l++) {
    const z = weight * h;
    h = f(z);
    slopes.push(Math.abs(weight * d(z, h)));
  }
  const sizes = [];
  let product = 1;
  for (let l = depth - 1; l >= 0; l--) sizes[l] = product *= slopes[l];
  return sizes;
}
