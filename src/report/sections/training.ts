import type { Estimate } from '../../stats/index.ts';
import type { Comparison, Cost, LearningCurve } from '../../study/index.ts';
import type { TrainingRecord } from '../data.ts';
import { progressFigure } from '../figures/curves.ts';
import { around, frame } from '../figures/frame.ts';
import { frontFigure } from '../figures/front.ts';
import { type Point, px } from '../figures/path.ts';
import { line, mark, seriesClass } from '../figures/series.ts';
import { count, duration, estimate, fixed, percent, short } from '../format.ts';
import { type Html, html, svg } from '../html.ts';
import { type Column, figure, key, type Numbering, section, table } from './parts.ts';

/** What the figures of training are drawn from, of any task. */
export interface TrainingData {
  /** What models are judged by: `AUROC`. */
  readonly metric: string;
  readonly models: readonly {
    readonly name: string;
    readonly cost?: Cost | undefined;
    readonly estimate: Estimate | undefined;
  }[];
  readonly training?: readonly TrainingRecord[] | undefined;
  readonly comparison?: Pick<Comparison, 'front' | 'learningCurves' | 'budget'> | undefined;
}

/** Loss and validation metric by epoch, AUROC by share of the data, and what it all cost. */
export function trainingSection(data: TrainingData, numbering: Numbering): Html | null {
  const { training = [], comparison } = data;
  const records = training.filter((t) => t.epochs.length > 0);
  const parts = [
    records.length > 0 && epochs(records, data, numbering),
    comparison?.learningCurves &&
      comparison.learningCurves.length > 0 &&
      fractions(comparison.learningCurves, data, numbering),
    front(data, numbering),
    costs(data, numbering),
  ].filter((p) => p);
  return parts.length === 0 ? null : section('training', 'Training and cost', html`<div class="grid">${parts}</div>`);
}

/** Where models have several seeds, one line each: the mean of those that reached an epoch. */
function meanOfSeeds(records: readonly TrainingRecord[]): readonly TrainingRecord[] {
  const names = [...new Set(records.map((r) => r.name))];
  if (names.length === records.length) return records;
  return names.map((name) => {
    const own = records.filter((r) => r.name === name);
    const longest = own.reduce((top, r) => (r.epochs.length > top.epochs.length ? r : top));
    const epochs = longest.epochs.map(({ epoch }) => {
      const there = own.flatMap((r) => r.epochs.filter((e) => e.epoch === epoch));
      const mean = (pick: (e: (typeof there)[number]) => number) =>
        there.reduce((sum, e) => sum + pick(e), 0) / there.length;
      const score = there.every((e) => e.score !== null) ? mean((e) => e.score!) : null;
      return { epoch, trainLoss: mean((e) => e.trainLoss), valLoss: mean((e) => e.valLoss), score, best: false };
    });
    return { ...longest, name, seed: null, epochs, facts: [] };
  });
}

/** The first epoch lies far from all others and would flatten them: with many, the figures begin at the second. */
const startOf = (records: readonly TrainingRecord[]) => (records.every((r) => r.epochs.length >= 8) ? 2 : 1);

const indexOf =
  (records: readonly TrainingRecord[], { models }: TrainingData) =>
  (i: number) =>
    Math.max(
      0,
      models.findIndex((m) => m.name === records[i]!.name),
    );

function epochs(records: readonly TrainingRecord[], data: TrainingData, numbering: Numbering): Html {
  const { metric } = data;
  const lines = meanOfSeeds(records);
  const first = startOf(records);
  const index = indexOf(lines, data);
  const names = data.models
    .map((m, i) => ({ name: m.name, index: i }))
    .filter((m) => records.some((r) => r.name === m.name));
  const keys = names.length > 1 ? key(names) : null;
  const shown = lines.map((r) => ({ ...r, epochs: r.epochs.filter((e) => e.epoch >= first) }));
  const scores = shown.map((r) => ({
    ...r,
    points: r.epochs.flatMap((e): Point[] => (e.score === null ? [] : [[e.epoch, e.score]])),
  }));
  const best = (r: TrainingRecord, value: (e: TrainingRecord['epochs'][number]) => number | null): Point | null => {
    const e = r.epochs.findLast((x) => x.best);
    const v = e ? value(e) : null;
    return e && v !== null ? [e.epoch, v] : null;
  };
  const losses = [
    ...shown.map((r) => ({
      name: r.name,
      points: r.epochs.map((e): Point => [e.epoch, e.trainLoss]),
      faint: true,
    })),
    ...shown.map((r) => ({ name: r.name, points: r.epochs.map((e): Point => [e.epoch, e.valLoss]), faint: false })),
  ];
  const columns: Column<{ record: TrainingRecord; epoch: TrainingRecord['epochs'][number] }>[] = [
    { title: 'Epoch', numeric: true, cell: ({ epoch }) => epoch.epoch },
    ...(records.length > 1
      ? [
          {
            title: 'Model',
            cell: ({ record }: { record: TrainingRecord }) =>
              `${record.name}${record.seed === null ? '' : `, seed ${record.seed}`}`,
          },
        ]
      : []),
    { title: 'Training loss', numeric: true, cell: ({ epoch }) => fixed(epoch.trainLoss, 4) },
    { title: 'Validation loss', numeric: true, cell: ({ epoch }) => fixed(epoch.valLoss, 4) },
    {
      title: `Validation ${metric}`,
      numeric: true,
      cell: ({ epoch }) => `${fixed(epoch.score, 4)}${epoch.best ? ' ●' : ''}`,
    },
  ];
  const averaged = `${lines === records ? '' : ' Lines are means over seeds.'}${first > 1 ? ' The first epoch, far off, is among the numbers only.' : ''}`;
  const rows = records.flatMap((record) => record.epochs.map((epoch) => ({ record, epoch })));
  return html`${figure(numbering, {
    id: 'fig-loss',
    title: 'Loss by epoch',
    key: keys,
    picture: progressFigure(losses, {
      title: 'Loss by epoch',
      x: 'Epoch',
      y: records[0]!.loss,
      index: (i) => index(i % shown.length),
    }),
    caption: `Faint lines: training data. Strong lines: validation data. Where they part, a model learns its training cases by heart.${averaged}`,
    table: table('Training, epoch by epoch', columns, rows),
  })}${
    scores.some((r) => r.points.length > 0) &&
    figure(numbering, {
      id: 'fig-validation',
      title: `Validation ${metric} by epoch`,
      key: keys,
      picture: progressFigure(
        scores.map((r) => ({ name: r.name, points: r.points, at: best(r, (e) => e.score) })),
        { title: `Validation ${metric} by epoch`, x: 'Epoch', y: metric, within: [0, 1], index },
      ),
      caption: `${lines === records ? 'The ringed epoch is the one whose weights were kept; it was chosen on validation data.' : 'Each training kept the weights of its best epoch, chosen on validation data.'}${averaged}`,
    })
  }`;
}

function fractions(curves: readonly LearningCurve[], { models }: TrainingData, numbering: Numbering): Html {
  const points = curves.flatMap((c) => c.points);
  const values = points.flatMap((p) => [p.auroc.value, p.auroc.low, p.auroc.high]).filter((v) => v !== null);
  const images = points.map((p) => p.images);
  const index = (i: number) =>
    Math.max(
      0,
      models.findIndex((m) => m.name === curves[i]!.name),
    );
  const picture = frame(
    {
      title: 'AUROC by number of training images',
      height: 300,
      x: {
        label: 'Training images',
        domain: [Math.min(...images) / 1.2, Math.max(...images) * 1.2],
        log: true,
        format: short,
      },
      y: { label: 'AUROC', domain: around(values, { within: [0, 1] }) },
    },
    ({ x, y }) =>
      curves.flatMap((c, i) => {
        const drawn = c.points.filter((p) => p.auroc.value !== null);
        const shift = (i - (curves.length - 1) / 2) * 3; // intervals beside each other, not on each other
        const to = drawn.map((p): Point => [x(p.images) + shift, y(p.auroc.value!)]);
        return [
          ...drawn.map(({ images: n, auroc: { low, high } }) =>
            low === null || high === null
              ? null
              : svg`<line class="whisker ${seriesClass(index(i))}" x1="${px(x(n) + shift)}" x2="${px(x(n) + shift)}" y1="${px(y(low))}" y2="${px(y(high))}"/>`,
          ),
          line(to, seriesClass(index(i))),
          ...to.map((p) => mark(p, index(i))),
        ];
      }),
  );
  return figure(numbering, {
    id: 'fig-fractions',
    title: 'What more data would bring',
    key: key(curves.map((c, i) => ({ name: c.name, index: index(i) }))),
    picture,
    caption:
      'AUROC on the same test cases after training on a share of the training data; intervals hold both seeds and cases.',
    table: table(
      'AUROC by share of the training data',
      [
        { title: 'Model', cell: (r) => r.name },
        { title: 'Share', numeric: true, cell: (r) => percent(r.fraction, 0) },
        { title: 'Images', numeric: true, cell: (r) => count(r.images) },
        { title: 'AUROC', numeric: true, cell: (r) => estimate(r.auroc) },
      ],
      curves.flatMap((c) => c.points.map((p) => ({ name: c.name, ...p }))),
    ),
  });
}

const COST_LABELS = {
  gmacs: 'Multiply–accumulates for one image (log scale)',
  parameters: 'Parameters (log scale)',
  trainSeconds: 'Seconds of training (log scale)',
} as const;

function front({ models, comparison, metric }: TrainingData, numbering: Numbering): Html | null {
  const kind = comparison?.front?.cost;
  if (!kind) return null;
  const points = models.flatMap((m, index) => {
    const cost = kind === 'gmacs' ? 1e9 * (m.cost?.gmacs ?? 0) : (m.cost?.[kind] ?? 0);
    const e = m.estimate;
    if (!cost || !e || e.value === null) return [];
    return [
      {
        name: m.name,
        cost,
        value: e.value,
        low: e.low,
        high: e.high,
        onFront: comparison.front!.models.includes(m.name),
        index,
      },
    ];
  });
  if (points.length < 2) return null;
  return figure(numbering, {
    id: 'fig-front',
    title: 'Accuracy and its cost',
    picture: frontFigure(points, { title: `${metric} over cost`, cost: COST_LABELS[kind], value: metric }),
    caption:
      'Dotted: no model on it is beaten by one that costs as much or less. Intervals overlap where the order is not settled.',
  });
}

/** `41.3`, `13 480`. */
const rate = (perSecond: number) => (perSecond < 100 ? fixed(perSecond, 1) : count(perSecond));

function costs({ models, comparison }: TrainingData, numbering: Numbering): Html | null {
  const known = models.filter((m) => m.cost);
  if (known.length === 0) return null;
  numbering.table++;
  const budget = comparison?.budget ? ` Each was given ${comparison.budget.words}.` : '';
  return html`<div class="wide">${table(
    html`<b>Table ${numbering.table}. Cost</b>, the median over the runs of a model.${budget}`,
    [
      { title: 'Model', cell: (m) => m.name },
      { title: 'Parameters', numeric: true, cell: (m) => short(m.cost!.parameters) },
      { title: 'MACs', numeric: true, cell: (m) => (m.cost!.gmacs === null ? '–' : short(1e9 * m.cost!.gmacs)) },
      { title: 'Training', numeric: true, cell: (m) => duration(m.cost!.trainSeconds) },
      { title: 'Epochs', numeric: true, cell: (m) => count(m.cost!.epochs) },
      { title: 'Images / s', numeric: true, cell: (m) => rate(m.cost!.imagesPerSecond) },
      {
        title: 'Peak memory',
        numeric: true,
        cell: (m) => (m.cost!.peakMemory === null ? '–' : `${short(m.cost!.peakMemory)}B`),
      },
    ],
    known,
  )}</div>`;
}
