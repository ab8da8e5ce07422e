/** Where the film lies over the patient: a square of `field` cm, its pixels mapped to anatomical cm by a small rotation and shift. */
export interface Pose {
  /** Side of the film, cm. */
  field: number;
  /** Film centre in the patient's own cm, x to the image's right (the patient's left), y down. */
  centre: readonly [number, number];
  /** In-plane rotation, radians. */
  tilt: number;
}

/** A square picture in the making. `x`, `y`: anatomical position of every pixel, cm; `soft`, `bone`: path lengths so far, cm. */
export interface Canvas {
  size: number;
  /** Pixels per cm. */
  scale: number;
  x: Float32Array;
  y: Float32Array;
  soft: Float32Array;
  bone: Float32Array;
  /** Working store of `addTube`: per pixel, how near the tube's axis is and how thick the tube is there. */
  near: Float32Array;
  thick: Float32Array;
  touched: Int32Array;
  toPixel(x: number, y: number): [number, number];
}

export function makeCanvas(size: number, { field, centre, tilt }: Pose): Canvas {
  const n = size * size;
  const scale = size / field;
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  const x = new Float32Array(n);
  const y = new Float32Array(n);
  for (let r = 0, i = 0; r < size; r++)
    for (let c = 0; c < size; c++, i++) {
      const dx = (c + 0.5) / scale - field / 2;
      const dy = (r + 0.5) / scale - field / 2;
      x[i] = centre[0] + cos * dx + sin * dy;
      y[i] = centre[1] - sin * dx + cos * dy;
    }
  const toPixel = (px: number, py: number): [number, number] => {
    const [dx, dy] = [px - centre[0], py - centre[1]];
    return [(cos * dx - sin * dy + field / 2) * scale - 0.5, (sin * dx + cos * dy + field / 2) * scale - 0.5];
  };
  const plane = () => new Float32Array(n);
  const store = { near: plane().fill(1), thick: plane(), touched: new Int32Array(n) };
  return { size, scale, x, y, soft: plane(), bone: plane(), ...store, toPixel };
}

/** A point of a curve: position and radius in cm, and how dense the tube is there. */
export interface Node {
  x: number;
  y: number;
  radius: number;
  density: number;
}

/**
 * Adds a tube along a polyline. `profile(q)` is the path length through the tube, in radii, at q radii from its axis (0…1).
 * Each pixel takes its nearest segment only, so joints do not show. `gate` scales the result per pixel.
 */
export function addTube(
  canvas: Canvas,
  into: Float32Array,
  nodes: readonly Node[],
  profile: (q: number) => number,
  gate?: Float32Array,
): void {
  const { size, scale, toPixel, near, thick, touched } = canvas;
  let count = 0;
  for (let k = 1; k < nodes.length; k++) {
    const [a, b] = [nodes[k - 1]!, nodes[k]!];
    const [ax, ay] = toPixel(a.x, a.y);
    const [bx, by] = toPixel(b.x, b.y);
    const reach = Math.max(a.radius, b.radius) * scale + 1;
    const [c0, c1] = [Math.max(0, Math.ceil(Math.min(ax, bx) - reach)), Math.min(size - 1, Math.max(ax, bx) + reach)];
    const [r0, r1] = [Math.max(0, Math.ceil(Math.min(ay, by) - reach)), Math.min(size - 1, Math.max(ay, by) + reach)];
    const [dx, dy] = [bx - ax, by - ay];
    const long = dx * dx + dy * dy || 1e-9;
    for (let r = r0; r <= r1; r++)
      for (let c = c0; c <= c1; c++) {
        const t = Math.min(1, Math.max(0, ((c - ax) * dx + (r - ay) * dy) / long));
        const radius = a.radius + t * (b.radius - a.radius);
        // A tube thinner than a pixel is drawn as wide as one, and thinner in path length, so its total stays right.
        const drawn = Math.max(radius * scale, 0.7);
        const [ox, oy] = [c - ax - t * dx, r - ay - t * dy];
        const q = Math.sqrt(ox * ox + oy * oy) / drawn;
        const i = r * size + c;
        if (q >= near[i]!) continue;
        if (near[i] === 1) touched[count++] = i;
        near[i] = q;
        thick[i] = radius * Math.min(1, (radius * scale) / drawn) * (a.density + t * (b.density - a.density));
      }
  }
  for (let k = 0; k < count; k++) {
    const i = touched[k]!;
    into[i]! += profile(near[i]!) * thick[i]! * (gate === undefined ? 1 : gate[i]!);
    near[i] = 1; // as it was found
  }
}

/** Through the middle of a solid rod. */
export const solid = (q: number) => 2 * Math.sqrt(1 - q * q);

/** A cortical bone: a dense shell around spongy bone, so the edges show as two bright lines. */
export const cortical = (q: number) =>
  2 * (Math.sqrt(1 - q * q) - 0.5 * Math.sqrt(Math.max(0, 1 - (q * q) / (0.8 * 0.8))));

/** 0 below `low`, 1 above `high`, smooth between. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}

export interface Ellipsoid {
  x: number;
  y: number;
  /** Semi-axes in the plane of the film, and the thickness in the middle, cm. */
  a: number;
  b: number;
  depth: number;
  /** Radians, clockwise on the film. */
  angle?: number;
}

/** The path length through an ellipsoid, as a function of the point on the film. */
export function ellipsoid({ x, y, a, b, depth, angle = 0 }: Ellipsoid): (px: number, py: number) => number {
  const [cosA, sinA] = [Math.cos(angle) / a, Math.sin(angle) / a];
  const [cosB, sinB] = [Math.cos(angle) / b, Math.sin(angle) / b];
  return (px, py) => {
    const dx = px - x;
    const dy = py - y;
    const u = cosA * dx + sinA * dy;
    const v = cosB * dy - sinB * dx;
    const inside = 1 - u * u - v * v;
    return inside > 0 ? depth * Math.sqrt(inside) : 0;
  };
}
