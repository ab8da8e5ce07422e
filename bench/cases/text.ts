import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { trainBytePair, trainWordPiece } from '../../src/text/index.ts';
import { type Bench, type Row, spread } from '../bench.ts';
import { compare, cpuSecondsEach, runPair, secondsEach } from '../pair.ts';
import type { Sample } from '../worker.ts';
import { Worker } from '../worker.ts';

const LENGTH = 256;

/** GPT-mini's training step against the same model in plain PyTorch. */
export const gpt: Bench = {
  name: 'gpt',
  description: 'GPT-mini, 256 tokens: forward, backward, clipping, AdamW',
  async run({ quick, python, threads, note }) {
    const [batch, rounds] = quick ? [1, 2] : [4, 9];
    const args = ['train', batch, threads];
    const pair = await runPair(Worker.fovea('gpt', ...args), Worker.pytorch(python, 'gpt', ...args), {
      rounds,
      count: 1,
      onRound: (round) => note(`${round} of ${rounds}`),
    });
    return [
      {
        name: 'GPT-mini training, f32',
        ...compare(pair, (sample) => (batch * LENGTH) / secondsEach(sample)),
        cpuRatio: compare(pair, (sample) => 1 / cpuSecondsEach(sample)).ratio,
        target: { atLeast: 1 },
        unit: 'tokens/s',
        peerName: 'PyTorch',
      },
    ];
  },
};

/** What the cache of keys and values gains. */
export const generation: Bench = {
  name: 'generate',
  description: 'GPT-mini writes 255 tokens, with and without the cache of keys and values',
  async run({ quick, threads, note }) {
    const rounds = quick ? 1 : 3;
    const pair = await runPair(Worker.fovea('gpt', 'generate', 1, threads), Worker.fovea('gpt', 'reread', 1, threads), {
      rounds,
      count: 1,
      onRound: (round) => note(`${round} of ${rounds}`),
    });
    return [
      {
        name: 'GPT-mini writes 255 tokens',
        ...compare(pair, (sample) => (LENGTH - 1) / secondsEach(sample)),
        cpuRatio: compare(pair, (sample) => 1 / cpuSecondsEach(sample)).ratio,
        target: { atLeast: 5 },
        unit: 'tokens/s',
        peerName: 'without cache',
      },
    ];
  },
};

/** Tokenising this project's own sources and pages; Hugging Face's library beside it where Python has it. */
export const tokenize: Bench = {
  name: 'tokenize',
  description: 'byte-level BPE and WordPiece, 8,192 tokens, one core',
  async run({ quick, python, note }) {
    const texts = ownTexts();
    const megabytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6;
    const [rows, rounds] = [[] as Row[], quick ? 1 : 7];
    const installed = spawnSync(python, ['-c', 'import tokenizers'], { stdio: 'ignore' }).status === 0;
    for (const [kind, train] of [
      ['byte-level BPE', trainBytePair],
      ['WordPiece', trainWordPiece],
    ] as const) {
      const folder = mkdtempSync(join(tmpdir(), 'fovea-tokenize-'));
      try {
        writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(train(texts, { vocabSize: 8192 })));
        writeFileSync(join(folder, 'texts.json'), JSON.stringify(texts));
        const speed = (sample: Sample) => megabytes / secondsEach(sample);
        const onRound = (round: number) => note(`${kind}: ${round} of ${rounds}`);
        const worker = () => Worker.fovea('tokenize', folder);
        const alone = await measureAlone(worker(), rounds, speed);
        rows.push({
          name: `${kind}, ${megabytes.toFixed(1)} MB`,
          ratio: alone,
          target: { atLeast: 1 },
          unit: 'MB/s',
          fovea: alone.median,
          peer: 1,
          peerName: '1 MB/s',
        });
        if (!installed) continue;
        const pair = await runPair(worker(), Worker.pytorch(python, 'tokenizers_encode', folder), {
          rounds,
          count: 1,
          onRound,
        });
        const row = { name: `${kind}, the same`, ...compare(pair, speed), target: null, unit: 'MB/s' };
        const cpuRatio = compare(pair, (sample) => 1 / cpuSecondsEach(sample)).ratio;
        rows.push({ ...row, cpuRatio, peerName: 'tokenizers' });
      } finally {
        rmSync(folder, { recursive: true });
      }
    }
    return rows;
  },
};

async function measureAlone(worker: Worker, rounds: number, speed: (sample: Sample) => number) {
  try {
    await worker.hello;
    const samples: number[] = [];
    for (let round = 0; round < rounds; round++) samples.push(speed(await worker.measure(1)));
    return spread(samples);
  } finally {
    worker.kill();
  }
}

function ownTexts(): string[] {
  const root = resolve(import.meta.dirname, '../..');
  return ['src', 'docs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|md)$/.test(name))
      .sort()
      .map((name) => readFileSync(join(root, folder, name), 'utf8')),
  );
}
