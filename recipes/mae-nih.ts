import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openProgress } from '../src/cli/progress.ts';
import { version } from '../src/cli/version.ts';
import { spawnTraining } from '../src/train/index.ts';
import { beginPretrainRun, parsePretrainConfig } from '../src/train/pretrain/index.ts';
import { DATA, IMAGE_SIZE, IN_CHANNELS, MODEL } from './mae-common.ts';

const seed = Number(process.argv[2] ?? 0);
const data = [DATA, '../shared/data/nih_cxr64'].map((path) => resolve(import.meta.dirname, '..', path));
const dir = join('runs', 'recipes', `mae-nih-${seed}`);
const resume = existsSync(join(dir, 'config.json'));
if (!resume) {
  const config = parsePretrainConfig({
    ...{ method: 'mae', model: MODEL, imageSize: IMAGE_SIZE, inChannels: IN_CHANNELS },
    ...{ epochs: 40, batchSize: 64, lr: 1e-3, threads: 1, seed },
    mae: { maskRatio: 0.75, decoderWidth: 128, decoderDepth: 2, decoderHeads: 4 },
  });
  for (const warning of beginPretrainRun({ dir, data, config, version }).warnings) console.error(`note: ${warning}`);
}
const progress = openProgress(false);
await spawnTraining(dir, { pretrain: true, resume, onEvent: progress.show });
progress.end();
