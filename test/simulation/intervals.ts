import * as m from '../../src/metrics/index.ts';
import * as s from '../../src/stats/index.ts';
import { DICE_MEAN, draw, drawClasses, drawDice, drawPatients, population, type Sample } from './populations.ts';
import { Tally } from './tally.ts';

const THRESHOLD = 0.5; // of the probabilities

/** The metrics that `evaluateBinary` and its kin give BCa intervals, as functions of weights. */
function bootstrapped({ labels, scores, probabilities }: Sample) {
  const confusion = m.weightedConfusion(labels, probabilities, THRESHOLD);
  const ranking = m.rank(labels, scores);
  const [brier, logLoss] = [m.weightedBrier(labels, probabilities), m.weightedLogLoss(labels, probabilities)];
  return (weights: ArrayLike<number>) => {
    const c = confusion(weights);
    return {
      f1: m.f1(c),
      mcc: m.mcc(c),
      kappa: m.kappa([
        [c.tn, c.fp],
        [c.fn, c.tp],
      ]),
      balancedAccuracy: m.balancedAccuracy(c),
      youden: m.youden(c),
      'likelihood ratio +': m.positiveLikelihoodRatio(c),
      'likelihood ratio −': m.negativeLikelihoodRatio(c),
      'partial AUROC': m.rankedPartialAuroc(ranking, 0.2, weights)?.standardised ?? null,
      brier: brier(weights),
      'log loss': logLoss(weights),
    };
  };
}

const PROPORTIONS = {
  sensitivity: (c: m.ConfusionMatrix) => [c.tp, c.tp + c.fn],
  specificity: (c: m.ConfusionMatrix) => [c.tn, c.tn + c.fp],
  accuracy: (c: m.ConfusionMatrix) => [c.tp + c.tn, c.tp + c.fp + c.tn + c.fn],
  ppv: (c: m.ConfusionMatrix) => [c.tp, c.tp + c.fp],
  npv: (c: m.ConfusionMatrix) => [c.tn, c.tn + c.fn],
} as const;

/** Coverage of the intervals with a closed form, at n cases. */
export function closedForms(n: number, draws: number): Tally {
  const tally = new Tally();
  const all = population();
  const { weights } = all;
  const truth = m.weightedAuroc(all.labels, all.scores)(weights)!;
  const slopes = m.weightedCalibrationSlope(all.labels, all.probabilities)(weights);
  const confusion = m.weightedConfusion(all.labels, all.probabilities, THRESHOLD)(weights);
  const benefit = m.weightedNetBenefit(all.labels, all.probabilities, THRESHOLD)(weights)!;
  const equalWidth = m.weightedCalibrationError(all.labels, all.probabilities)(weights)!.expected;
  const mass = { binning: 'equal mass' } as const;
  const equalMass = m.weightedCalibrationError(all.labels, all.probabilities, mass)(weights)!.expected;
  const crowd = drawPatients(s.random('crowd'), 1_000_000);
  const truthByPatient = m.auroc(crowd.labels, crowd.a)!;
  const right = (x: { labels: number[]; a: number[] }) => x.labels.map((y, i) => Number(Number(x.a[i]! >= 0.75) === y));
  const shareRight = right(crowd).reduce((sum, x) => sum + x, 0) / crowd.labels.length;
  for (let i = 0; i < draws; i++) {
    const { labels, scores, probabilities } = draw(s.random('closed', n, i), n);
    tally.covers('AUROC, logit DeLong', s.aurocInterval(labels, scores), truth);
    tally.covers('AUROC, Wald DeLong', s.aurocInterval(labels, scores, { method: 'delong' }), truth);
    const fit = m.calibrationSlope(labels, probabilities);
    const wald = (name: string, value: number | null, error: number | null, want: number) =>
      tally.note(name, value !== null && Math.abs(value - want) <= 1.959964 * error!);
    wald('calibration slope', fit.slope, fit.slopeStandardError, slopes.slope!);
    wald('calibration intercept', fit.intercept, fit.interceptStandardError, slopes.intercept!);
    wald('calibration in the large', fit.inTheLarge, fit.inTheLargeStandardError, slopes.inTheLarge!);
    const counts = m.confusionMatrix(labels, probabilities, THRESHOLD);
    for (const [name, of] of Object.entries(PROPORTIONS)) {
      const [hits, size] = of(counts) as [number, number];
      const [x, y] = of(confusion) as [number, number];
      tally.covers(`${name}, Wilson`, s.wilson(hits, size), x / y);
      tally.covers(`${name}, Clopper–Pearson`, s.clopperPearson(hits, size), x / y);
    }
    const benefits = m.netBenefitPerCase(labels, probabilities, THRESHOLD);
    tally.covers('net benefit, t', s.meanInterval(benefits), benefit);
    const byPatient = drawPatients(s.random('patients', n, i), n);
    const clusters = byPatient.patients;
    const cases = { labels: byPatient.labels, scores: byPatient.a, clusters };
    tally.covers('AUROC, by patient', s.clusteredAurocInterval(cases), truthByPatient);
    tally.covers('accuracy, by patient', s.clusteredProportion(right(byPatient), clusters), shareRight);
    tally.covers('mean, by patient', s.meanInterval(right(byPatient), { clusters }), shareRight);
    tally.covers('mean of Dice, t', s.meanInterval(drawDice(s.random('dice', n, i), n)), DICE_MEAN);
    if (i % 4 > 0) continue;
    const probable = { labels, probabilities };
    const options = { seed: i, replicates: 400 };
    tally.covers('ECE, equal width', s.calibrationErrorInterval(probable, options), equalWidth);
    tally.covers('ECE, equal mass', s.calibrationErrorInterval(probable, { ...options, binning: mass }), equalMass);
  }
  return tally;
}

/** Coverage of the bootstrap intervals, at n cases and 500 replicates each. */
export function bootstraps(n: number, draws: number): Tally {
  const tally = new Tally();
  const all = population();
  const truth = bootstrapped(all)(all.weights);
  const precision = m.weightedAveragePrecision(all.labels, all.scores)(all.weights)!;
  const crowd = drawClasses(s.random('crowd'), 300_000);
  const macro = m.multiclassAuroc(crowd.labels, crowd.scores).macro!;
  for (let i = 0; i < draws; i++) {
    const sample = draw(s.random('bootstrap', n, i), n);
    const options = { n, seed: i, replicates: 500 };
    const intervals = s.bootstrapIntervals(bootstrapped(sample), { ...options, type: 'bca' });
    for (const name in truth)
      tally.covers(`${name}, BCa`, intervals[name as keyof typeof truth], truth[name as keyof typeof truth]!);
    const averagePrecision = m.weightedAveragePrecision(sample.labels, sample.scores);
    tally.covers(
      'average precision, logit',
      s.bootstrapInterval(averagePrecision, { ...options, type: 'logit' }),
      precision,
    );
    tally.covers('mean of Dice, BCa', s.evaluatePerCase(drawDice(s.random('dice', n, i), n), options).mean, DICE_MEAN);
    if (i % 2 > 0) continue;
    const classes = drawClasses(s.random('classes', n, i), n);
    const aurocs = m.weightedMulticlassAuroc(classes.labels, classes.scores);
    const ofMacro = s.bootstrapInterval((weights) => aurocs(weights).macro, { ...options, type: 'bca' });
    tally.covers('macro AUROC, BCa', ofMacro, macro);
  }
  return tally;
}
