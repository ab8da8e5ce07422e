/**
 * BERT on radiology reports: pre-trained on the training reports of Open-i's Indiana collection, with and without next-sentence prediction,
 * then fine-tuned to eight labels that people gave as MeSH codes; against the rules of `fovea/text`, and against the same model without
 * pre-training. Negation is measured on sentence pairs of our own.
 *
 * Command: npx tsx recipes/reports-bert.ts [SEED]
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openProgress } from '../src/cli/progress.ts';
import { version } from '../src/cli/version.ts';
import { readCsv } from '../src/formats/index.ts';
import { chooseThreshold } from '../src/metrics/index.ts';
import { negationPairs } from '../src/text/index.ts';
import { spawnTraining } from '../src/train/index.ts';
import {
  beginFineTuneRun,
  beginPreTrainRun,
  encodeTexts,
  openClassifier,
  openFineTuneRun,
  parseFineTuneConfig,
  parsePreTrainConfig,
  probabilitiesOf,
} from '../src/train/text/index.ts';
import { LABELS, ruleScore, writeReports } from './reports-labels.ts';
import { compareMacro, compareOnLabel, comparisonTable, type LabelScores, negationShare } from './reports-tables.ts';

const seed = Number(process.argv[2] ?? 0);
const source = resolve(import.meta.dirname, '../../shared/data/text/indiana_reports.csv');
const root = join('runs', 'recipes', `reports-bert-${seed}`);
const data = join(root, 'reports.csv');

async function train(name: string, begin: (dir: string) => void): Promise<string> {
  const dir = join(root, name);
  const resume = existsSync(join(dir, 'config.json'));
  if (!resume) begin(dir);
  console.log(`\n${name}`);
  const progress = openProgress(false);
  await spawnTraining(dir, { text: true, resume, onEvent: progress.show });
  progress.end();
  return dir;
}

const preTrain = (name: string, nextSentence: boolean) =>
  train(name, (dir) => {
    const size = { model: 'bert_tiny', contextLength: 192, vocabSize: 4000, wholeWords: true, nextSentence };
    const pace = { steps: 1500, batchSize: 32, lr: 2e-3, warmup: 100, validateEvery: 250, threads: 1 };
    const config = parsePreTrainConfig({ ...size, ...pace, seed });
    beginPreTrainRun({ dir, data, text: ['text'], config, version });
  });

const fineTune = (name: string, init: string, scratch = false) =>
  train(name, (dir) => {
    const pace = { epochs: 10, batchSize: 32, lr: 5e-4, validateEvery: 124, threads: 1 };
    const config = parseFineTuneConfig({ ...pace, scratch, seed });
    beginFineTuneRun({ dir, data, text: ['text'], labels: LABELS, id: 'uid', init, config, version });
  });

mkdirSync(root, { recursive: true });
console.log(writeReports(source, data));
const withPairs = await preTrain('pretrained', true);
const withoutPairs = await preTrain('pretrained-no-nsp', false);
const runs = {
  bert: await fineTune('bert', withPairs),
  'bert, no NSP': await fineTune('bert-no-nsp', withoutPairs),
  'bert, not pre-trained': await fineTune('bert-scratch', withPairs, true),
};

const { rows } = readCsv(data);
const part = (name: string) => rows.filter(({ cells }) => cells.split === name).map(({ cells }) => cells);
const truth = LABELS.map((label) => ({
  label,
  val: part('val').map((cells) => Number(cells[label])),
  test: part('test').map((cells) => Number(cells[label])),
}));
const rules = LABELS.map(
  (label): LabelScores => ({
    val: part('val').map((cells) => ruleScore(label, cells.text!)),
    test: part('test').map((cells) => ruleScore(label, cells.text!)),
  }),
);

function scoresOf(dir: string): LabelScores[] {
  const predicted = readCsv(join(dir, 'predictions.csv')).rows.map(({ cells }) => cells);
  const of = (name: string, label: string) =>
    predicted.filter(({ split }) => split === name).map((cells) => Number(cells[`p_${label}`]));
  return LABELS.map((label) => ({ val: of('val', label), test: of('test', label) }));
}
const scores = Object.fromEntries(Object.entries(runs).map(([name, dir]) => [name, scoresOf(dir)]));
const bert = scores.bert!;

const compared = truth.map((label, c) => compareOnLabel(label, bert[c]!, rules[c]!));
const out: string[] = ['', comparisonTable(['BERT', 'rules'], compared), ''];

for (const [name, system] of [['rules', rules], ...Object.entries(scores).slice(1)] as const) {
  const { values, difference, low, high, p, n } = compareMacro(truth, bert, system);
  const [a, b] = values.map((value) => value.toFixed(4));
  out.push(
    `mean AUROC of ${truth.length} labels, n = ${n}: BERT ${a}, ${name} ${b}, difference ${difference?.toFixed(4)} (${low?.toFixed(4)} to ${high?.toFixed(4)}, p = ${p?.toPrecision(2)})`,
  );
}

const WORDS = {
  pneumothorax: ['pneumothorax', 'small left pneumothorax'],
  effusion: ['pleural effusion', 'right pleural effusion'],
  cardiomegaly: ['cardiomegaly'],
  atelectasis: ['atelectasis'],
  opacity: ['focal consolidation', 'airspace opacity'],
  nodule: ['pulmonary nodule'],
};
const pairs = negationPairs(WORDS);
const rulesCall = (label: string, text: string) => {
  const c = LABELS.indexOf(label);
  return ruleScore(label, text) >= (chooseThreshold(truth[c]!.val, rules[c]!.val, 'f1').threshold ?? 0.5);
};
out.push(
  '',
  `negation, rules: ${negationShare(
    pairs.map((p) => rulesCall(p.finding, p.affirmed)),
    pairs.map((p) => rulesCall(p.finding, p.denied)),
  )}`,
);
for (const [name, dir] of Object.entries(runs)) {
  const run = openFineTuneRun(dir);
  using model = openClassifier(run);
  const { thresholds } = JSON.parse(readFileSync(join(dir, 'metrics.json'), 'utf8'));
  const calls = (texts: readonly string[]) => {
    const { encodings } = encodeTexts(texts, run.tokenizer, run.config.model.contextLength);
    const p = probabilitiesOf(model, encodings, run.tokenizer.specialTokens.get('[PAD]')!);
    return pairs.map(({ finding }, i) => p[LABELS.indexOf(finding)]![i]!);
  };
  const [yes, no] = [calls(pairs.map((p) => p.affirmed)), calls(pairs.map((p) => p.denied))];
  const called = (values: readonly number[]) => values.map((v, i) => v >= thresholds[pairs[i]!.finding].threshold);
  const ranked = yes.filter((v, i) => v > no[i]!).length;
  out.push(`negation, ${name}: ${negationShare(called(yes), called(no))}; affirmed scored higher in ${ranked}`);
}

const text = out.join('\n');
console.log(text);
writeFileSync(join(root, 'results.md'), `${text}\n`);
