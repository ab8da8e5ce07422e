/**
 * GPT-mini on chest X-ray reports (Open-i, Indiana University): findings and impression, 2,048 byte pairs learnt from the
 * training reports. Split by report; measured on reports that it never saw, then a report that it invents.
 *
 * Command: npx tsx recipes/reports-gpt.ts [SEED]
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openProgress } from '../src/cli/progress.ts';
import { renderTextScore } from '../src/cli/render-text.ts';
import { version } from '../src/cli/version.ts';
import { generate } from '../src/models/index.ts';
import { spawnTraining } from '../src/train/index.ts';
import {
  beginTextRun,
  endToken,
  evaluateTextRun,
  openGpt,
  openTextRun,
  parseTextConfig,
} from '../src/train/text/index.ts';

const seed = Number(process.argv[2] ?? 0);
const data = resolve(import.meta.dirname, '../../shared/data/text/indiana_reports.csv');
const dir = join('runs', 'recipes', `reports-gpt-${seed}`);
const resume = existsSync(join(dir, 'config.json'));
if (!resume) {
  const config = parseTextConfig({
    model: 'gpt_mini',
    tokenizer: 'bpe',
    vocabSize: 2048,
    contextLength: 128,
    dropout: 0.1,
    steps: 500,
    batchSize: 16,
    lr: 1e-3,
    minLr: 1e-4,
    warmup: 50,
    validateEvery: 125,
    checkpointEvery: 125,
    threads: 1,
    seed,
  });
  beginTextRun({ dir, data, columns: ['findings', 'impression'], config, version });
}
const progress = openProgress(false);
await spawnTraining(dir, { text: true, resume, onEvent: progress.show });
progress.end();

const run = openTextRun(dir);
const { tokenizer } = run;
const model = openGpt(run);
console.log(renderTextScore(evaluateTextRun(run, { model, tokenizer })));

const end = endToken(tokenizer)!;
const prompt = 'Findings: The lungs';
const ids = [end, ...tokenizer.encode(prompt)];
const written = [...generate(model, ids, { maxTokens: 120, temperature: 0.8, topK: 40, seed, stopAt: end })];
console.log(`\nInvented by the model, no finding of anybody:\n${prompt}${tokenizer.decode(written)}`);
model.dispose();
