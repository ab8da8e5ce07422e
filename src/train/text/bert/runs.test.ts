import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCsv, readSafetensors, writeSafetensors } from '../../../formats/index.ts';
import { random } from '../../../stats/random.ts';
import type { Event } from '../../events.ts';
import type { LoopOptions } from '../loop.ts';
import { trainAnyTextRun } from '../train.ts';
import {
  beginFineTuneRun,
  beginPreTrainRun,
  evaluateLabels,
  evaluatePreTrained,
  openFineTuneRun,
  openPreTrainRun,
  parseFineTuneConfig,
  parsePreTrainConfig,
  predictTexts,
  readDocuments,
  readLabelledTexts,
} from './index.ts';

let root: string;
let data: string;
const at = (name: string) => join(root, name);
const write = (name: string, text: string) => {
  writeFileSync(at(name), text);
  return at(name);
};

/** Reports that say of two findings whether they are there. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'fovea-bert-'));
  const rng = random(1);
  const rows = Array.from({ length: 240 }, (_, i) => {
    const [effusion, nodule] = [rng.int(2), rng.int(2)];
    const findings = `${effusion ? 'There is an effusion' : 'No effusion'}. The heart is normal in size.`;
    const impression = nodule ? 'A nodule is seen.' : 'No nodule.';
    const split = i % 6 === 0 ? 'val' : i % 6 === 1 ? 'test' : 'train';
    return `r${i},${split},${findings},${impression},${effusion},${nodule}`;
  });
  data = write('reports.csv', `uid,split,findings,impression,effusion,nodule\n${rows.join('\n')}\n`);
});
afterAll(() => rmSync(root, { recursive: true }));

const PRETRAIN = {
  ...{ model: 'bert_tiny', contextLength: 32, vocabSize: 200, dropout: 0.1, steps: 16, warmup: 2, batchSize: 8 },
  ...{ lr: 5e-3, validateEvery: 8, checkpointEvery: 5, threads: 1 },
};
const FINETUNE = { epochs: 4, batchSize: 16, lr: 3e-3, validateEvery: 20, threads: 1 };

const beginPreTraining = (name: string, more = {}, text = ['findings', 'impression']) =>
  beginPreTrainRun({
    dir: at(name),
    data,
    text,
    config: parsePreTrainConfig({ ...PRETRAIN, ...more }),
    version: 'test',
  });
const beginFineTuning = (name: string, init: string, more = {}) =>
  beginFineTuneRun({
    ...{ dir: at(name), data, text: ['findings', 'impression'], id: 'uid', init },
    ...{ config: parseFineTuneConfig({ ...FINETUNE, ...more }), version: 'test' },
  });

/** Trains a run to its end, stopped once after so many steps; returns its events. */
async function train(dir: string, stopAfter = Number.POSITIVE_INFINITY): Promise<Event[]> {
  const events: Event[] = [];
  const steps = () => events.filter(({ event }) => event === 'text-step').length;
  const options: LoopOptions = {
    resume: false,
    tell: (event) => events.push(event),
    shouldStop: () => steps() === stopAfter,
  };
  await trainAnyTextRun(dir, options);
  if (stopAfter < Number.POSITIVE_INFINITY) await trainAnyTextRun(dir, { ...options, resume: true });
  return events;
}
const weightsOf = (events: readonly Event[]) => {
  const done = events.findLast((event) => event.event === 'done');
  return done?.event === 'done' ? done.weights : null;
};

test('pre-training is resumed bit for bit, and measures both tasks beside what is trivial', async () => {
  const whole = await train(beginPreTraining('bert').dir);
  const broken = await train(beginPreTraining('broken').dir, 7);
  expect(weightsOf(broken)).toBe(weightsOf(whole));
  const { validation } = JSON.parse(readFileSync(at('bert/metrics.json'), 'utf8'));
  expect(validation.loss.value).toBeLessThan(validation.loss.baseline);
  for (const { value, low, high, n } of Object.values(validation) as Record<string, number>[]) {
    expect(value).toBeGreaterThanOrEqual(low!);
    expect(value).toBeLessThanOrEqual(high!);
    expect(n).toBeGreaterThan(40);
  }
  const measured = evaluatePreTrained(openPreTrainRun(at('bert')));
  expect(JSON.parse(JSON.stringify(measured))).toEqual(validation);
});

test('without next sentences there is no measure of them', async () => {
  const events = await train(
    beginPreTraining('alone', { nextSentence: false, wholeWords: true, steps: 3, warmup: 0 }).dir,
  );
  const validation = events.find(({ event }) => event === 'text-validation');
  expect(validation).not.toHaveProperty('next');
});

test('fine-tuning learns the labels, is resumed bit for bit, and its thresholds and predictions are kept', async () => {
  const whole = await train(beginFineTuning('labels', at('bert')).dir);
  const broken = await train(beginFineTuning('labels-broken', at('bert')).dir, 23);
  expect(weightsOf(broken)).toBe(weightsOf(whole));
  const evaluation = evaluateLabels(openFineTuneRun(at('labels')), 'test', { replicates: 100 });
  expect(evaluation.n).toBe(40);
  expect(evaluation.macroAuroc.value).toBeGreaterThan(0.6);
  expect(evaluation.labels.map(({ label }) => label)).toEqual(['effusion', 'nodule']);
  const { rows, columns } = readCsv(at('labels/predictions.csv'));
  expect(rows).toHaveLength(240);
  expect(columns).toEqual(['id', 'split', 'effusion', 'p_effusion', 'nodule', 'p_nodule']);
  const said = predictTexts(openFineTuneRun(at('labels')), data, { text: [], id: 'uid' });
  expect(said.rows[7]!.p_effusion).toBeCloseTo(Number(rows[7]!.cells.p_effusion), 5);
});

test('texts that are too long and words that are unknown are counted', async () => {
  const events = await train(beginFineTuning('short', at('bert'), { maxLength: 8, epochs: 1, scratch: true }).dir);
  const notes = events.flatMap((event) => (event.event === 'warning' ? [event.message] : []));
  expect(notes[0]).toMatch(/^160 of 160 texts are longer than 8 tokens: their ends were cut off$/);
  const strange = write('strange.csv', 'findings,impression\n"漢字 漢字 漢字",\n');
  const { notes: said } = predictTexts(openFineTuneRun(at('short')), strange, { text: [], id: null });
  expect(said.join()).toMatch(/100\.0 % of the tokens are unknown/);
});

test('wrong options are one line that names the first', () => {
  expect(() => parsePreTrainConfig({ model: 'bert_huge' })).toThrow(/^pre-training options: model: /);
  expect(() => parsePreTrainConfig({ steps: 10 })).toThrow('a warm-up of 500 steps leaves nothing of a run of 10');
  expect(() => parseFineTuneConfig({ epoch: 3 })).toThrow(/^fine-tuning options: .*epoch/);
});

test('documents that are none, and columns that are not there, are one line that names the file', () => {
  const options = { text: [], validation: 0.1 };
  expect(() => readDocuments(at('none.txt'), options)).toThrow('none.txt: cannot read: no such file');
  expect(() => readDocuments(write('blank.txt', '\n\n'), options)).toThrow(/blank\.txt: holds no sentence/);
  expect(() => readDocuments(write('one.txt', 'One.\n'), options)).toThrow(/one\.txt: leaves no document for train/);
  expect(() => readDocuments(data, options)).toThrow(
    /reports\.csv:1: has no column text .* name the text by --text a,b/,
  );
  expect(() => readDocuments(at('one.txt'), { ...options, text: ['a'] })).toThrow('is no CSV');
  expect(() => beginPreTraining('tiny-vocabulary', { vocabSize: 5 })).toThrow(/^--vocab-size 5: /);
  expect(() => beginPreTraining('bert')).toThrow('is not empty; go on with it by --resume');
});

test('labels that are none, and groups on two sides, are one line that names file and line', () => {
  const options = { text: [], labels: [], id: null, group: null, seed: 0 };
  const read =
    (name: string, text: string, more = {}) =>
    () =>
      readLabelledTexts(write(name, text), { ...options, ...more });
  expect(read('a.csv', 'text,split\nx,train\n')).toThrow(/a\.csv:1: has no column of 0 and 1/);
  expect(read('b.csv', 'text,split,y\nx,train,2\n', { labels: ['y'] })).toThrow(/b\.csv:2: y is "2"; write 0 or 1/);
  expect(read('c.csv', 'text,split,y\nx,dev,1\n')).toThrow(/c\.csv:2: the split "dev" is unknown/);
  const two = 'text,split,y,patient\nx,train,1,p\nz,val,0,p\n';
  expect(read('d.csv', two, { group: 'patient' })).toThrow(/d\.csv:3: p is in train already, and here in val/);
  expect(read('e.csv', 'text,split,y\nx,train,1\n')).toThrow(/e\.csv: has no text for val/);
});

test('a tokenizer or weights of another model are refused', () => {
  const other = beginPreTraining('other', { vocabSize: 60 });
  const tokenizer = join(other.dir, 'tokenizer.json');
  const begin = (init: string, given?: string) => () =>
    beginFineTuneRun({ dir: at('x'), data, init, tokenizer: given, config: parseFineTuneConfig({}), version: 'test' });
  expect(begin(at('bert'), tokenizer)).toThrow(/tokenizer\.json: has \d+ tokens, the weights are of \d+/);
  expect(begin(other.dir)).toThrow('has no trained weights yet');
  expect(begin(at('nowhere'))).toThrow('is no run of "fovea text pretrain"');
  expect(() => openFineTuneRun(other.dir)).toThrow(
    /config\.json: is not of text classification .*see "fovea text finetune"/,
  );
  const labels = openFineTuneRun(at('labels')).dir;
  const own = readFileSync(join(labels, 'tokenizer.json'));
  writeFileSync(join(labels, 'tokenizer.json'), readFileSync(tokenizer));
  expect(() => openFineTuneRun(labels)).toThrow(/labels\/tokenizer\.json: has \d+ tokens, the weights are of \d+/);
  writeFileSync(join(labels, 'tokenizer.json'), own);
  const characters = write('characters.json', JSON.stringify({ model: { type: 'BPE', vocab: { a: 0 }, merges: [] } }));
  expect(begin(at('bert'), characters)).toThrow('is no WordPiece tokenizer');
});

test('weights of Hugging Face with their tokenizer are fine-tuned, and must stay what they were', async () => {
  const { tensors } = readSafetensors(at('bert/checkpoints/best/model.safetensors'));
  // A folder as the hub has it. Heads are 64 wide there: those of bert_tiny are so.
  writeSafetensors(at('model.safetensors'), [...tensors]);
  writeFileSync(at('tokenizer.json'), readFileSync(at('bert/tokenizer.json')));
  const { dir, config } = beginFineTuning('hub', root, { epochs: 1 });
  expect(config.model).toMatchObject({ depth: 2, width: 128, numHeads: 2, contextLength: 32 });
  const events = await train(dir);
  expect(weightsOf(events)).not.toBeNull();
  const changed = beginFineTuning('hub-changed', root, { epochs: 1 });
  writeFileSync(at('model.safetensors'), 'x');
  await expect(train(changed.dir)).rejects.toThrow('is not what the run began from');
});
