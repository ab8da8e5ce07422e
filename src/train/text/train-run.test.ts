import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generate } from '../../models/index.ts';
import { random } from '../../stats/random.ts';
import type { Event } from '../events.ts';
import { beginTextRun, endToken, openGpt, openTextRun, parseTextConfig, trainTextRun } from './index.ts';

let root: string;
let data: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'fovea-text-'));
  data = join(root, 'text.txt');
  const rng = random(1);
  writeFileSync(data, Array.from({ length: 300 }, () => ['no effusion. ', 'clear lungs. '][rng.int(2)]).join(''));
});
afterAll(() => rmSync(root, { recursive: true }));

const OPTIONS = { contextLength: 16, steps: 30, warmup: 5, validateEvery: 10, dropout: 0.1, batchSize: 4, threads: 1 };

async function train(name: string, stopAfter = Number.POSITIVE_INFINITY) {
  const dir = join(root, name);
  beginTextRun({ dir, data, config: parseTextConfig(OPTIONS), version: 'test' });
  const events: Event[] = [];
  const tell = (event: Event) => events.push(event);
  let steps = 0;
  const counting = (event: Event) => {
    if (event.event === 'text-step') steps++;
    tell(event);
  };
  await trainTextRun(dir, { resume: false, tell: counting, shouldStop: () => steps >= stopAfter });
  if (steps < OPTIONS.steps) await trainTextRun(dir, { resume: true, tell, shouldStop: () => false });
  const done = events.findLast((event) => event.event === 'done') as Event & { event: 'done' };
  return { dir, weights: done.weights };
}

test('it learns, and a run that was stopped ends with the same weights, bit for bit', async () => {
  const whole = await train('whole');
  const broken = await train('broken', 13);
  expect(broken.weights).toBe(whole.weights);
  const { loss } = JSON.parse(readFileSync(join(whole.dir, 'metrics.json'), 'utf8')).validation;
  expect(loss.value).toBeLessThan(loss.baseline);
  expect(loss.n).toBe(Math.floor(389 / 16) * 16);
});

test('documents of a CSV file are learnt by byte pairs, measured by patient, and written on from', async () => {
  const rng = random(2);
  const rows = Array.from(
    { length: 60 },
    (_, i) => `${i},${['clear lungs', 'no effusion', 'large heart'][rng.int(3)]}`,
  );
  const reports = join(root, 'reports.csv');
  writeFileSync(reports, `uid,findings\n${rows.join('\n')}\n`);
  const dir = join(root, 'documents');
  const config = parseTextConfig({ ...OPTIONS, steps: 20, tokenizer: 'bpe', vocabSize: 280, lr: 3e-3 });
  const { tokenizer } = beginTextRun({ dir, data: reports, columns: ['findings'], config, version: 'test' });
  expect(tokenizer.vocabSize).toBeLessThanOrEqual(280);
  await trainTextRun(dir, { resume: false, tell: () => {}, shouldStop: () => false });
  const { validation } = JSON.parse(readFileSync(join(dir, 'metrics.json'), 'utf8'));
  expect(validation.loss.method).toContain('over 6 patients or reports');
  expect(validation.perplexity.value).toBeCloseTo(Math.exp(validation.loss.value), 9);
  expect(validation.bitsPerByte.baseline).toBeGreaterThan(validation.bitsPerByte.value);
  const run = openTextRun(dir);
  using model = openGpt(run);
  const end = endToken(run.tokenizer)!;
  const ids = [...generate(model, [end], { maxTokens: 12, seed: 1, stopAt: end })];
  expect(run.tokenizer.decode(ids)).not.toBe('');
});

test('wrong options, files and folders are one line that names them', () => {
  expect(() => parseTextConfig({ model: 'gpt_huge' })).toThrow(/^training options: model: /);
  expect(() => parseTextConfig({ steps: 10 })).toThrow('a warm-up of 100 steps leaves nothing of a run of 10');
  expect(() => parseTextConfig({ vocabSize: 500 })).toThrow('choose the tokenizer bpe or wordpiece');
  const begin = (path: string, dir: string) => () =>
    beginTextRun({ dir: join(root, dir), data: path, config: parseTextConfig({}), version: 'test' });
  expect(begin(join(root, 'none.txt'), 'a')).toThrow('none.txt: cannot read: no such file');
  const binary = join(root, 'binary.txt');
  writeFileSync(binary, Buffer.from([0xff, 0xfe, 0x80]));
  expect(begin(binary, 'b')).toThrow('is not UTF-8 text');
  expect(begin(data, '.')).toThrow('is not empty; choose another --out');
  expect(() => openTextRun(root)).toThrow('is not a run');
});
