import { type Html, svg } from '../html.ts';
import { frame, tickFormat } from './frame.ts';
import { type Point, px } from './path.ts';
import { line, mark, seriesClass } from './series.ts';

export interface CalibrationBin {
  readonly predicted: number;
  readonly observed: number;
  readonly n: number;
  /** Interval of the observed share; null where none is honest. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface CalibrationCurve {
  readonly name: string;
  readonly bins: readonly CalibrationBin[];
  /** Cases in each of equally wide bins of predicted probability, negatives and positives. */
  readonly histogram: readonly { readonly negatives: number; readonly positives: number }[];
}

const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** A reliability diagram over the distribution of predictions: positives above its line, negatives below. */
export function calibrationFigure(
  curve: CalibrationCurve,
  index: number,
  size: { width: number; height: number },
): Html {
  const { width, height } = size;
  const strip = 58;
  const options = {
    title: `Calibration of ${curve.name}: observed share of positives over predicted probability`,
    width,
    height,
    margin: { bottom: 42 + strip },
    x: { label: '', domain: [0, 1] as const, ticks: TICKS, format: () => '' },
    y: { label: 'Observed share', domain: [0, 1] as const, ticks: TICKS, format: tickFormat(TICKS) },
  };
  return frame(options, ({ x, y, left, right, bottom }) => {
    const to = ([a, b]: Point): Point => [x(a), y(b)];
    const points = curve.bins.map((b): Point => to([b.predicted, b.observed]));
    return [
      line([to([0, 0]), to([1, 1])], 'reference'),
      ...curve.bins.map((b) =>
        b.low === null || b.high === null
          ? null
          : svg`<line class="whisker ${seriesClass(index)}" x1="${px(x(b.predicted))}" x2="${px(x(b.predicted))}" y1="${px(y(b.low))}" y2="${px(y(b.high))}"/>`,
      ),
      line(points, seriesClass(index)),
      ...points.map((p) => mark(p, index)),
      histogram(curve, { left, right, top: bottom + 8, height: strip - 8 }),
      ...TICKS.map(
        (t) =>
          svg`<text class="tick" x="${px(x(t))}" y="${bottom + strip + 16}" text-anchor="middle">${tickFormat(TICKS)(t)}</text>`,
      ),
      svg`<text class="label" x="${px((left + right) / 2)}" y="${bottom + strip + 35}" text-anchor="middle">Predicted probability</text>`,
    ];
  });
}

function histogram(curve: CalibrationCurve, box: { left: number; right: number; top: number; height: number }): Html {
  const { left, right, top, height } = box;
  const most = Math.max(1, ...curve.histogram.flatMap((b) => [b.negatives, b.positives]));
  const middle = top + height / 2;
  const step = (right - left) / curve.histogram.length;
  return svg`<g class="histogram">${curve.histogram.map((b, i) => {
    const up = (b.positives / most) * (height / 2 - 1);
    const down = (b.negatives / most) * (height / 2 - 1);
    const at = { x: px(left + i * step + 0.5), width: px(step - 1) };
    return svg`<rect class="up" x="${at.x}" width="${at.width}" y="${px(middle - up)}" height="${px(up)}"/><rect class="down" x="${at.x}" width="${at.width}" y="${px(middle)}" height="${px(down)}"/>`;
  })}<line class="axis-line" x1="${left}" x2="${right}" y1="${px(middle)}" y2="${px(middle)}"/><text class="tick" x="${left - 8}" y="${px(middle - 6)}" text-anchor="end">pos.</text><text class="tick" x="${left - 8}" y="${px(middle + 13)}" text-anchor="end">neg.</text></g>`;
}
