import { calibrationOf, decisionOf, prOf, rocOf, treatAll } from '../curves.ts';
import type { ReportData, ReportModel } from '../data.ts';
import { type CalibrationCurve, calibrationFigure } from '../figures/calibration.ts';
import { type Curve, decisionFigure, prFigure, rocFigure } from '../figures/curves.ts';
import { heatMap } from '../figures/heatmap.ts';
import type { Point } from '../figures/path.ts';
import { count, fixed, percent } from '../format.ts';
import { type Html, html } from '../html.ts';
import { figure, key, type Numbering, section, table } from './parts.ts';

/** How well scores rank, whether they can be believed, and what acting on them is worth. */
export function curvesSection(data: ReportData, numbering: Numbering): Html | null {
  const { test, models } = data;
  const scored = models.filter((m) => m.runs.length > 0 && m.runs[0]!.probabilities.length > 0);
  if (test.classes.length !== 2 || test.positives === null || scored.length === 0) return null;
  const curves = scored.flatMap((m) => rocOf(m, test.labels) ?? []);
  if (curves.length < scored.length) return null; // one class only: no curve is defined
  return section(
    'curves',
    'Discrimination, calibration, usefulness',
    html`<div class="grid">${[
      roc(curves, scored, numbering),
      pr(
        scored.flatMap((m) => prOf(m, test.labels) ?? []),
        data,
        numbering,
      ),
      ...calibration(scored, data, numbering),
      decision(
        scored.map((m) => decisionOf(m, test.labels)),
        data,
        numbering,
      ),
    ]}</div>`,
  );
}

const several = (models: readonly ReportModel[]) => models.some((m) => m.runs.length > 1);
const keyOf = (models: readonly ReportModel[], note: (m: ReportModel) => string) =>
  models.length > 1 ? key(models.map((m) => ({ name: m.name, note: note(m) }))) : null;

function roc(curves: readonly Curve[], models: readonly ReportModel[], numbering: Numbering): Html {
  const at = [0.02, 0.05, 0.1, 0.2, 0.3, 0.5];
  return figure(numbering, {
    id: 'fig-roc',
    title: 'ROC',
    key: keyOf(models, (m) => fixed(m.estimates.auroc?.value)),
    picture: rocFigure(curves),
    caption: `${curves.length > 1 ? 'AUROC beside each name' : `AUROC ${fixed(models[0]!.estimates.auroc?.value)}`}. ${several(models) ? 'Thin lines are seeds, the thick one is their mean.' : curves.length > 1 ? 'Marks: the decision at each frozen threshold.' : 'Mark: the decision at the frozen threshold.'} Diagonal: chance.`,
    table: table(
      'Sensitivity by specificity',
      [
        { title: 'Specificity', numeric: true, cell: (x) => fixed(1 - x, 2) },
        ...curves.map((c) => ({ title: c.name, numeric: true, cell: (x: number) => fixed(readOff(c.points, x)) })),
      ],
      at,
    ),
  });
}

function pr(curves: readonly Curve[], { models, test }: ReportData, numbering: Numbering): Html {
  const prevalence = test.prevalence!;
  const at = [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95];
  return figure(numbering, {
    id: 'fig-pr',
    title: 'Precision and recall',
    key: keyOf(models, (m) => fixed(m.estimates.averagePrecision?.value)),
    picture: prFigure(curves, prevalence),
    caption: `${curves.length > 1 ? 'Average precision beside each name' : `Average precision ${fixed(models[0]!.estimates.averagePrecision?.value)}`}. Level line: the prevalence, ${fixed(prevalence)}, which is what chance reaches.`,
    table: table(
      'Precision by recall',
      [
        { title: 'Recall', numeric: true, cell: (x) => fixed(x, 2) },
        ...curves.map((c) => ({
          title: c.name,
          numeric: true,
          cell: (x: number) => fixed(c.points.find((p) => p[0] >= x)?.[1] ?? null),
        })),
      ],
      at,
    ),
  });
}

function calibration(models: readonly ReportModel[], data: ReportData, numbering: Numbering): Html[] {
  const curves = models.map((m) => calibrationOf(m, data.test.labels));
  const small = models.length > 1;
  const size = small ? { width: 300, height: 330 } : { width: 440, height: 412 };
  const pictures = curves.map(
    (c, i) => html`<div>${small && html`<p class="panel">${c.name}</p>`}${calibrationFigure(c, i, size)}</div>`,
  );
  return [
    figure(numbering, {
      id: 'fig-calibration',
      title: 'Calibration',
      wide: small,
      picture: small ? html`<div class="panels">${pictures}</div>` : pictures,
      caption: `Share of positives among cases of about the same prediction, ten bins of equal size${several(models) ? ', seeds pooled' : ' with Wilson intervals'}; a calibrated model lies on the diagonal. Below: where the predictions lie, positives up, negatives down.${measures(models)}`,
      table: html`${curves.map(calibrationTable)}`,
    }),
  ];
}

function measures(models: readonly ReportModel[]): string {
  const known = models.flatMap(({ name, estimates: e }) => {
    const parts = [
      e.calibrationSlope?.value != null ? `slope ${fixed(e.calibrationSlope.value, 2)}` : null,
      e.expectedCalibrationError?.value != null ? `ECE ${fixed(e.expectedCalibrationError.value)}` : null,
    ].filter((p) => p !== null);
    return parts.length > 0 ? [`${models.length > 1 ? `${name}: ` : ''}${parts.join(', ')}`] : [];
  });
  return known.length > 0 ? ` ${known.join('; ')} (intervals in the table of metrics).` : '';
}

const calibrationTable = (c: CalibrationCurve): Html =>
  table(
    `Calibration of ${c.name}`,
    [
      { title: 'Predicted', numeric: true, cell: (b) => fixed(b.predicted) },
      { title: 'Observed', numeric: true, cell: (b) => fixed(b.observed) },
      { title: 'Interval', numeric: true, cell: (b) => (b.low === null ? '–' : `${fixed(b.low)} to ${fixed(b.high)}`) },
      { title: 'n', numeric: true, cell: (b) => count(b.n) },
    ],
    c.bins,
  );

function decision(curves: readonly Curve[], { models, test }: ReportData, numbering: Numbering): Html {
  const prevalence = test.prevalence!;
  const at = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7];
  return figure(numbering, {
    id: 'fig-decision',
    title: 'Decision curves',
    key: keyOf(models, () => ''),
    wide: curves.length > 1,
    picture: decisionFigure(curves, {
      treatAll: treatAll(prevalence),
      prevalence,
      width: curves.length > 1 ? 944 : 440,
    }),
    caption: `Net benefit, in true positives per case, of acting on a prediction above the threshold probability at which a reader would act. Dotted: acting on everyone; the level line: on no one. A model is useful where it lies above both. Prevalence ${percent(prevalence)}.`,
    table: table(
      'Net benefit by threshold probability',
      [
        { title: 'Threshold', numeric: true, cell: (x) => fixed(x, 2) },
        ...curves.map((c) => ({ title: c.name, numeric: true, cell: (x: number) => fixed(readOff(c.points, x)) })),
        { title: 'All', numeric: true, cell: (x: number) => fixed(readOff(treatAll(prevalence), x)) },
      ],
      at,
    ),
  });
}

/** The value of a line at x. */
function readOff(points: readonly Point[], x: number): number | null {
  const after = points.findIndex((p) => p[0] > x + 1e-12);
  if (after < 0) return points.at(-1)?.[1] ?? null;
  if (after === 0) return points[0]![1];
  const [[x0, y0], [x1, y1]] = [points[after - 1]!, points[after]!];
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

/** What was called what, model by model. */
export function confusionSection({ models, test }: ReportData, numbering: Numbering): Html | null {
  const two = models.filter((m) => m.confusion !== null);
  if (test.classes.length === 2 && two.length > 0) {
    const [negative, positive] = test.classes as [string, string];
    const pictures = two.map(({ name, confusion, runs }) => {
      const { tp, fp, tn, fn } = confusion!;
      const rows = [
        [tn, fp],
        [fn, tp],
      ];
      const sum = rows.map((r) => r[0]! + r[1]!);
      const seeds = runs.length > 1 ? ` (sum of ${runs.length} seeds)` : '';
      return html`<div>${two.length > 1 && html`<p class="panel">${name}</p>`}${heatMap({
        title: `Confusion matrix of ${name}${seeds}: ${tn} true negatives, ${fp} false positives, ${fn} false negatives, ${tp} true positives`,
        rows: [negative, positive],
        columns: [negative, positive],
        values: rows.map((r, i) => r.map((v) => (sum[i]! > 0 ? v / sum[i]! : 0))),
        domain: [0, 1],
        format: (v) => percent(v, 0),
        note: (r, c) => count(rows[r]![c]!),
        rowTitle: 'Truth',
        columnTitle: 'Called',
        cell: { width: 92, height: 56 },
      })}</div>`;
    });
    return figure(numbering, {
      id: 'fig-confusion',
      title: two.length > 1 ? 'Confusion matrices' : 'Confusion matrix',
      wide: true,
      picture: html`<div class="panels">${pictures}</div>`,
      caption: 'Decisions at the frozen threshold: the share of each row, and below it the count.',
    });
  }
  return manyClasses(models, test, numbering);
}

function manyClasses(models: readonly ReportModel[], test: ReportData['test'], numbering: Numbering): Html | null {
  const k = test.classes.length;
  const scored = models.filter((m) => (m.runs[0]?.probabilities.length ?? 0) === test.n * k);
  if (k < 3 || scored.length === 0) return null;
  const pictures = scored.map((m) => {
    const counts = test.classes.map(() => new Array<number>(k).fill(0));
    for (const run of m.runs) {
      test.labels.forEach((label, i) => {
        const own = run.probabilities.slice(i * k, (i + 1) * k);
        counts[label]![own.indexOf(Math.max(...own))]!++;
      });
    }
    const sums = counts.map((r) => r.reduce((a, b) => a + b, 0));
    return html`<div>${scored.length > 1 && html`<p class="panel">${m.name}</p>`}${heatMap({
      title: `Confusion matrix of ${m.name}`,
      rows: test.classes,
      columns: test.classes.map((c) => (c.length > 8 ? `${c.slice(0, 7)}…` : c)),
      values: counts.map((r, i) => r.map((v) => (sums[i]! > 0 ? v / sums[i]! : 0))),
      domain: [0, 1],
      format: (v) => percent(v, 0),
      note: (r, c) => count(counts[r]![c]!),
      rowTitle: 'Truth',
      columnTitle: 'Called',
      cell: { width: 62, height: 44 },
    })}</div>`;
  });
  return figure(numbering, {
    id: 'fig-confusion',
    title: 'Confusion matrix',
    wide: true,
    picture: html`<div class="panels">${pictures}</div>`,
    caption: 'The most probable class of each case: the share of each row, and below it the count.',
  });
}
