import { existsSync } from 'node:fs';
import { weightsMetadata } from '../formats/index.ts';
import { listModels } from '../models/catalog/index.ts';
import { findPretrained, type ObtainOptions, type PretrainedWeights } from '../models/pretrained/index.ts';
import { findInitialWeights, type InitialWeights, runPaths } from '../train/index.ts';
import { meter } from './progress.ts';

/** The weights that `--init` names; undefined where it names a file or is not given. */
export function knownWeights(init: string | undefined): PretrainedWeights | undefined {
  return init === undefined || existsSync(init) ? undefined : findPretrained(init);
}

/** The model whose weights a run's folder holds; undefined for any other place. */
export function modelOfRun(init: string | undefined): string | undefined {
  if (init === undefined || !existsSync(runPaths(init).best)) return undefined;
  return weightsMetadata(runPaths(init).best).model;
}

/** Refuses named weights of another model before anything is downloaded. */
export function checkModel(weights: PretrainedWeights | undefined, model: string): void {
  if (weights === undefined || weights.model === model) return;
  if (listModels().some(({ name, encoder }) => name === model && encoder === weights.model)) return;
  throw new Error(
    `${weights.name}: holds weights of ${weights.model}, not of ${model}; choose --model ${weights.model}`,
  );
}

/** The weights that `--init` names, downloaded where need be, with a bar on a terminal and plain lines elsewhere. */
export async function fetchWeights(
  init: string | undefined,
  known: PretrainedWeights | undefined,
  quiet: boolean,
): Promise<InitialWeights | undefined> {
  if (init === undefined) return undefined;
  return findInitialWeights(init, known === undefined || quiet ? {} : downloadProgress(known));
}

function downloadProgress(weights: PretrainedWeights, out: NodeJS.WriteStream = process.stderr): ObtainOptions {
  let begun = false;
  return {
    onWait: (owner) => out.write(`${weights.name}: waiting for ${owner}, which downloads it\n`),
    onProgress(done, total) {
      if (!begun) out.write(`downloading ${weights.name}, ${size(total)} (licence ${weights.licence})\n`);
      begun = true;
      if (out.isTTY === true && total !== null) {
        const ended = done === total;
        out.write(`\r\u001b[K${ended ? '' : `${meter(done, total)} ${megabytes(done)} of ${size(total)}`}`);
      }
      if (done === total) out.write(`downloaded ${weights.name}\n`);
    },
  };
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
const size = (bytes: number | null) => (bytes === null ? 'of unknown size' : `${megabytes(bytes)} MB`);
