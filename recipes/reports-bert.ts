/**
 * BERT on radiology reports: pre-trained on the training reports of Open-i's Indiana collection, with and without next-sentence prediction,
 * then fine-tuned to eight labels that people gave as MeSH codes; against the rules of `fovea/text`, and against the same model without
 * pre-training. Negation is measured on sentence pairs of our own.
 *
 * Command: npx tsx recipes/reports-bert.ts [SEED]
 * Time:    10.5 minutes on one thread of an AMD EPYC (Zen 4); each result is told, and kept in results.md, when it is there.
 * Memory:  0.9 GB at its peak.
 * Score:   seed 0, 316 validation and 885 test reports. Masked tokens 2.75 nats (2.60 to 2.91; token frequencies 5.05), next sentences 0.697
 *          (0.657 to 0.734; commoner kind 0.574). Mean AUROC of 8 labels 0.892; rules 0.980 (BERT leads by -0.088, -0.123 to -0.054); not
 *          pre-trained 0.878 (0.014, -0.013 to 0.041); pre-trained without next sentences 0.891 (0.001, -0.013 to 0.015). The rules tell all
 *          126 pairs of sentences apart that differ in denial, BERT 12. docs/reports.md has the curves and the table by label.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
    const size = {
      model: 'bert_tiny',
      contextLength: 192,
      vocabSize: 4000,
      wholeWords: true,
      dropout: 0,
      nextSentence,
    };
    const pace = { steps: 3000, batchSize: 16, lr: 1e-3, warmup: 100, validateEvery: 500, threads: 1 };
    const config = parsePreTrainConfig({ ...size, ...pace, seed });
    beginPreTrainRun({ dir, data, text: ['text'], config, version });
  });

const fineTune = (name: string, init: string, scratch = false) =>
  train(name, (dir) => {
    const pace = { epochs: 10, batchSize: 16, lr: 5e-4, validateEvery: 248, threads: 1 };
    const config = parseFineTuneConfig({ ...pace, scratch, seed });
    beginFineTuneRun({ dir, data, text: ['text'], labels: LABELS, id: 'uid', init, config, version });
  });

mkdirSync(root, { recursive: true });
const results = join(root, 'results.md');
writeFileSync(results, '');
function tell(text: string): void {
  console.log(text);
  appendFileSync(results, `${text}\n`);
}

tell(JSON.stringify(writeReports(source, data)));
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

const pairs = negationPairs({
  pneumothorax: ['pneumothorax', 'small left pneumothorax'],
  effusion: ['pleural effusion', 'right pleural effusion'],
  cardiomegaly: ['cardiomegaly'],
  atelectasis: ['atelectasis'],
  opacity: ['focal consolidation', 'airspace opacity'],
  nodule: ['pulmonary nodule'],
});

/** `scoreOf` gives a score of each pair's finding for texts in the pairs' order. */
function tellNegation(
  name: string,
  thresholdOf: (label: string) => number,
  scoreOf: (texts: readonly string[]) => readonly number[],
): void {
  const [yes, no] = [scoreOf(pairs.map((pair) => pair.affirmed)), scoreOf(pairs.map((pair) => pair.denied))];
  const called = (values: readonly number[]) => values.map((v, i) => v >= thresholdOf(pairs[i]!.finding));
  const higher = yes.filter((v, i) => v > no[i]!).length;
  tell(`negation, ${name}: ${negationShare(called(yes), called(no))}; affirmed scored higher in ${higher}`);
}

function scoresOf(dir: string): LabelScores[] {
  const predicted = readCsv(join(dir, 'predictions.csv')).rows.map(({ cells }) => cells);
  const of = (name: string, label: string) =>
    predicted.filter(({ split }) => split === name).map((cells) => Number(cells[`p_${label}`]));
  return LABELS.map((label) => ({ val: of('val', label), test: of('test', label) }));
}

function tellBert(name: string, dir: string): void {
  const run = openFineTuneRun(dir);
  using model = openClassifier(run);
  const { thresholds } = JSON.parse(readFileSync(join(dir, 'metrics.json'), 'utf8'));
  tellNegation(
    name,
    (label) => thresholds[label].threshold,
    (texts) => {
      const { encodings } = encodeTexts(texts, run.tokenizer, run.config.model.contextLength);
      const p = probabilitiesOf(model, encodings, run.tokenizer.specialTokens.get('[PAD]')!);
      return pairs.map(({ finding }, i) => p[LABELS.indexOf(finding)]![i]!);
    },
  );
}

function tellMacro(name: string, bert: readonly LabelScores[], other: readonly LabelScores[]): void {
  const { values, difference, low, high, p, n } = compareMacro(truth, bert, other);
  const shown = [...values, difference, low, high].map((value) => value?.toFixed(4));
  const [own, others, by, from, to] = shown;
  tell(
    `mean AUROC, n = ${n}: BERT ${own}, ${name} ${others}, difference ${by} (${from} to ${to}, p = ${p?.toPrecision(2)})`,
  );
}

function tellPreTraining(dir: string): void {
  const events = readFileSync(join(dir, 'events.jsonl'), 'utf8').trim().split('\n');
  for (const event of events.map((line) => JSON.parse(line))) {
    if (event.event !== 'text-validation') continue;
    const parts = ['loss', 'accuracy', 'next'].flatMap((name) => {
      const e = event[name];
      return e === undefined
        ? []
        : [
            `${name} ${e.value.toFixed(3)} (${e.low.toFixed(3)}–${e.high.toFixed(3)}, n = ${e.n}; trivially ${e.baseline.toFixed(3)})`,
          ];
    });
    tell(`step ${event.step}: ${parts.join(', ')}`);
  }
}

tellNegation(
  'rules',
  (label) =>
    chooseThreshold(truth[LABELS.indexOf(label)]!.val, rules[LABELS.indexOf(label)]!.val, 'f1').threshold ?? 0.5,
  (texts) => texts.map((text, i) => ruleScore(pairs[i]!.finding, text)),
);

const withPairs = await preTrain('pretrained', true);
tellPreTraining(withPairs);
const run = await fineTune('bert', withPairs);
const bert = scoresOf(run);
tell(
  comparisonTable(
    ['BERT', 'rules'],
    truth.map((label, c) => compareOnLabel(label, bert[c]!, rules[c]!)),
  ),
);
tellMacro('rules', bert, rules);
tellBert('BERT', run);

const scratch = await fineTune('bert-scratch', withPairs, true);
tellMacro('BERT that was not pre-trained', bert, scoresOf(scratch));
tellBert('BERT that was not pre-trained', scratch);

const withoutPairs = await preTrain('pretrained-no-nsp', false);
tellPreTraining(withoutPairs);
const alone = await fineTune('bert-no-nsp', withoutPairs);
tellMacro('BERT pre-trained without next sentences', bert, scoresOf(alone));
tellBert('BERT pre-trained without next sentences', alone);
