/**
 * 10. DenseNet-121 on chest X-rays: does the film show any finding? Now with what real work needs, which `fovea/train` does:
 *     splits by patient, a run that resumes, weights to begin from, a threshold frozen on validation data.
 *
 * Run:   npx tsx examples/10-densenet-xrays.ts [--quick]
 * Time:  with --quick (64 pixels, 1 epoch) about a minute; in full (96 pixels, 3 epochs) 1 to 2 minutes on one thread.
 *        recipes/nih-no-finding-finetune.ts is the full setting with its scores over three seeds.
 * Shows: the AUROC on the test patients, with its interval.
 */
import { existsSync, rmSync } from 'node:fs';
import { applySplit, openDataset, readSplit, writePhantomDataset } from 'fovea/data';
import { clusteredAurocInterval } from 'fovea/stats';
import {
  beginRun,
  openPredictor,
  parseTrainConfig,
  patientOf,
  predictDataset,
  runPaths,
  spawnTraining,
} from 'fovea/train';
import { findData } from './support/data.ts';
import { expectResult, fromRoot, output, quick } from './support/lesson.ts';

const xrays = findData('NIH chest X-rays');
const phantoms = output('10-phantoms');
if (xrays === null) await writePhantomDataset({ out: phantoms, seed: 1, count: 300, size: 128 });
const data = xrays ?? phantoms;

// A network trained on 14 findings knows X-rays already: better than to begin from random weights with 707 images.
const checkpoint = fromRoot('../shared/data/checkpoints/densenet121_nih14_selftrained.legacy.pth.tar');
const init = existsSync(checkpoint) ? checkpoint : undefined;
console.log(init ? `beginning from ${checkpoint}` : 'no weights to begin from: random ones');

const config = parseTrainConfig({
  model: 'densenet121',
  imageSize: quick ? 64 : 96,
  epochs: quick ? 1 : 3,
  lr: init ? 3e-4 : 1e-3,
  classWeights: 'balanced',
  threads: 1,
});

// A run is a folder with all that repeats it. Training happens in a process of its own, and tells what it does.
const dir = output('10-densenet121');
rmSync(dir, { recursive: true, force: true });
const label = xrays === null ? {} : { label: 'no_finding' };
const { run } = beginRun({ dir, data, ...label, init, config, version: 'course' });
await spawnTraining(dir, {
  resume: false,
  onEvent: (event) => {
    if (event.event !== 'epoch') return;
    const { value, low, high, n } = event.auroc!;
    const interval = `95 % interval ${low?.toFixed(3)} to ${high?.toFixed(3)}, n = ${n}`;
    console.log(
      `  epoch ${event.epoch + 1}  loss ${event.trainLoss.toFixed(3)}  validation AUROC ${value?.toFixed(3)} (${interval})`,
    );
  },
});

// The best weights, on patients that neither training nor the choice of the weights has seen.
using predictor = openPredictor(run);
const split = readSplit(runPaths(dir).split, run.config.data.classes);
const dataset = applySplit(openDataset(data, label), split);
const test = { ...dataset, samples: dataset.samples.filter((sample) => sample.split === 'test') };
const { samples, probabilities } = await predictDataset(predictor, run, test, { skipBad: false });
const labels = samples.map((sample) => sample.label);
const scores = samples.map((_, i) => probabilities[2 * i + 1]!);
// Two films of one patient are not two witnesses: the interval is by patient.
const clusters = samples.map(patientOf);
const { value, low, high, method } = clusteredAurocInterval({ labels, scores, clusters });
const positives = labels.filter((y) => y === 1).length;
const interval = `95 % interval ${low?.toFixed(3)} to ${high?.toFixed(3)}, ${method}`;
console.log(
  `AUROC ${value?.toFixed(3)} (${interval}; ${labels.length} images of ${new Set(clusters).size} patients, ${positives} without a finding; guessing: 0.5)`,
);
console.log('Not a medical device: for research and teaching.');

expectResult('AUROC on the test patients', value ?? 0, '≥', 0.6);
