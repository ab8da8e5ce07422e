import {
  confusionMatrix,
  netBenefit,
  operatingPoints,
  prCurve,
  rank,
  reliabilityGroups,
  rocCurve,
  sensitivity,
  specificity,
} from '../metrics/index.ts';
import { wilson } from '../stats/index.ts';
import type { ModelRun, ReportModel } from './data.ts';
import type { CalibrationCurve } from './figures/calibration.ts';
import type { Curve } from './figures/curves.ts';
import type { Point } from './figures/path.ts';

/** Steps of the common axis on which the curves of several seeds are averaged. */
const GRID = Array.from({ length: 201 }, (_, i) => i / 200);
/** More points than pixels are never drawn. */
const MOST = 600;

const pointsOf = (x: ArrayLike<number>, y: ArrayLike<number>): Point[] => Array.from(x, (v, i) => [v, y[i]!] as const);

/** ROC of a model; of several seeds their vertical average, whose area is the mean AUROC, with each seed behind it. */
export function rocOf(model: ReportModel, labels: readonly number[]): Curve | null {
  const runs = model.runs.map((run) => {
    const curve = rocCurve(labels, run.probabilities);
    return curve && pointsOf(curve.falsePositiveRate, curve.truePositiveRate);
  });
  if (runs.some((r) => r === null) || runs.length === 0) return null;
  const single = runs.length === 1;
  return {
    name: model.name,
    points: thin(single ? runs[0]! : average(runs as Point[][])),
    ...(single ? {} : { behind: runs.map((r) => thin(r!)) }),
    at: single ? decisionPoint(model.runs[0]!, labels) : null,
  };
}

function decisionPoint(run: ModelRun, labels: readonly number[]): Point | null {
  if (run.threshold === null) return null;
  const c = confusionMatrix(labels, run.probabilities, run.threshold);
  const [sens, spec] = [sensitivity(c), specificity(c)];
  return sens === null || spec === null ? null : [1 - spec, sens];
}

export function prOf(model: ReportModel, labels: readonly number[]): Curve | null {
  const runs = model.runs.map((run) => {
    const curve = prCurve(labels, run.probabilities);
    return curve && pointsOf(curve.recall, curve.precision);
  });
  if (runs.some((r) => r === null) || runs.length === 0) return null;
  const single = runs.length === 1;
  const steps = GRID.slice(1).map((recall): Point => {
    const at = runs.map((r) => r!.find((p) => p[0] >= recall - 1e-12)![1]);
    return [recall, at.reduce((a, b) => a + b, 0) / at.length];
  });
  const run = model.runs[0]!;
  const c = single && run.threshold !== null ? confusionMatrix(labels, run.probabilities, run.threshold) : null;
  return {
    name: model.name,
    points: single ? thin(runs[0]!.slice(1)) : steps,
    ...(single ? {} : { behind: runs.map((r) => thin(r!.slice(1))) }),
    at: c && c.tp + c.fp > 0 ? [c.tp / (c.tp + c.fn), c.tp / (c.tp + c.fp)] : null,
  };
}

/** Net benefit from 1 % to 99 %; of several seeds their mean. */
export function decisionOf(model: ReportModel, labels: readonly number[]): Curve {
  const thresholds = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
  const runs = model.runs.map((run) => netBenefit(labels, run.probabilities, thresholds));
  return {
    name: model.name,
    points: thresholds.map((t, i) => [t, runs.reduce((sum, r) => sum + (r[i]!.model ?? 0), 0) / runs.length]),
  };
}

export function treatAll(prevalence: number): Point[] {
  return Array.from({ length: 100 }, (_, i): Point => {
    const t = i / 100;
    return [t, prevalence - (1 - prevalence) * (t / (1 - t))];
  });
}

/** Ten bins of about as many cases; seeds are pooled, and then have no interval, since a case counts several times. */
export function calibrationOf(model: ReportModel, labels: readonly number[]): CalibrationCurve {
  const pooled = model.runs.flatMap((r) => r.probabilities);
  const truth = model.runs.flatMap(() => labels);
  const bins = Math.max(2, Math.min(10, Math.floor(labels.length / 10)));
  const groups = reliabilityGroups(truth, pooled, { bins, binning: 'equal mass' });
  const single = model.runs.length === 1;
  const histogram = Array.from({ length: 40 }, () => ({ negatives: 0, positives: 0 }));
  pooled.forEach((p, i) => {
    histogram[Math.min(39, Math.floor(p * 40))]![truth[i] === 1 ? 'positives' : 'negatives']++;
  });
  return {
    name: model.name,
    histogram,
    bins: groups.map((g) => {
      const { low, high } = single ? wilson(g.positives, g.n) : { low: null, high: null };
      return { predicted: g.meanPredicted, observed: g.observed, n: g.n, low, high };
    }),
  };
}

/** Counts at every distinct score, highest first: all that the sliders need, and no case by case scores. */
export function liveCounts(run: ModelRun, labels: readonly number[]) {
  const points = operatingPoints(rank(labels, run.probabilities));
  return {
    thresholds: [...points.thresholds],
    tp: [...points.truePositives],
    fp: [...points.falsePositives],
  };
}

/** The mean of curves on a common axis. Where a curve rises straight up, its upper end counts. */
export function average(curves: readonly (readonly Point[])[]): Point[] {
  const means = GRID.map((x): Point => [x, curves.reduce((sum, c) => sum + heightAt(c, x), 0) / curves.length]);
  return [[0, 0], ...means];
}

function heightAt(curve: readonly Point[], x: number): number {
  let after = curve.findIndex((p) => p[0] > x);
  if (after < 0) return curve.at(-1)![1];
  if (after === 0) after = 1;
  const [[x0, y0], [x1, y1]] = [curve[after - 1]!, curve[after]!];
  return x1 === x0 ? y1 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

/** At most `MOST` points, both ends among them. */
export function thin(points: readonly Point[]): Point[] {
  if (points.length <= MOST) return [...points];
  return Array.from({ length: MOST }, (_, i) => points[Math.round((i * (points.length - 1)) / (MOST - 1))]!);
}
