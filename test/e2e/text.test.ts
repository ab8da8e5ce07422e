import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fovea, foveaJson, temporaryFolder } from './fovea.ts';

const folder = temporaryFolder();
const data = join(folder.path, 'reports.csv');
const run = join(folder.path, 'run');

const SMALL = ['--context-length', '16', '--steps', '12', '--warmup', '2', '--batch-size', '4', '--threads', '1'];

beforeAll(() => {
  const words = ['clear lungs', 'no effusion', 'a large heart', 'small “nodule” 🫁'];
  const rows = Array.from(
    { length: 40 },
    (_, i) => `${i},${words[i % 4]} ${words[(i * 7) % 3]},${i % 5 ? 'normal' : ''}`,
  );
  writeFileSync(data, `uid,findings,impression\n${rows.join('\n')}\n`);
  const documents = ['--columns', 'findings,impression', '--tokenizer', 'bpe', '--vocab-size', '300'];
  const { status, stderr } = fovea('text', 'train', '--data', data, ...documents, ...SMALL, '--out', run);
  expect(stderr).toMatch(/step 12: validation loss .* nats \(.*token frequencies alone/);
  expect(status).toBe(0);
}, 120_000);
afterAll(() => folder[Symbol.dispose]());

test('reports are measured by patient, beside token frequencies, and the text that continues one is called invented', () => {
  const scores = foveaJson('text', 'evaluate', run) as unknown as Record<string, { n: number; method: string }>;
  expect(scores).toMatchObject({
    split: 'test',
    documents: 4,
    loss: { method: expect.stringContaining('4 patients') },
  });
  const prompt = ['--prompt', 'Findings: clear', '--tokens', '8'];
  const { stdout, stderr, status } = fovea('text', 'generate', run, ...prompt);
  expect(status).toBe(0);
  expect(stdout.startsWith('Findings: clear')).toBe(true);
  expect(stderr).toMatch(/note: this text is invented by a language model; nothing in it is a finding/);
  const { text } = foveaJson('text', 'generate', run, ...prompt) as unknown as { text: string };
  expect(stdout).toBe(`Findings: clear${text}\n`);
});

test('wrong use and wrong files are one line each', () => {
  const fails = (status: number, line: RegExp, ...args: string[]) => {
    const outcome = fovea('text', ...args);
    expect(outcome.stderr).toMatch(line);
    expect(outcome.status).toBe(status);
    expect(outcome.stderr).not.toMatch(/^\s+at /m);
  };
  fails(2, /vocabSize: characters are as many as the text has/, 'train', '--data', data, '--vocab-size', '300');
  fails(
    1,
    /reports\.csv: .*"?report"?/,
    'train',
    '--data',
    data,
    '--columns',
    'report',
    '--out',
    join(folder.path, 'x'),
  );
  fails(2, /give either the folder of a run, or --init/, 'generate');
  const long = 'clear lungs '.repeat(30);
  fails(
    1,
    /the prompt has \d+ tokens, the model's context is 16: shorten the prompt/,
    'generate',
    run,
    '--prompt',
    long,
  );
  const other = join(folder.path, 'other.json');
  const json = JSON.parse(readFileSync(join(run, 'tokenizer.json'), 'utf8'));
  json.added_tokens.push({ ...json.added_tokens[0], id: Object.keys(json.model.vocab).length, content: '[MORE]' });
  writeFileSync(other, JSON.stringify(json));
  fails(
    1,
    /the weights are of a vocabulary of \d+ tokens, the tokenizer has \d+/,
    'generate',
    run,
    '--tokenizer',
    other,
  );
});
