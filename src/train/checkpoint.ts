import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readSafetensors, writeSafetensors } from '../formats/index.ts';
import { fromHost, type HostArray, scope, type Tensor } from '../torch/index.ts';

/** Where a run stands: with the tensors of a checkpoint, all that decides how it goes on. */
export const Progress = z.strictObject({
  epoch: z.int(),
  /** Batches of the epoch that are done. */
  batch: z.int(),
  /** Optimiser steps done since the beginning. */
  step: z.int(),
  /** Sum of the losses of the epoch so far, for its mean. */
  lossSum: z.number(),
  best: z
    .strictObject({
      epoch: z.int(),
      score: z.number(),
      /** The epochs whose mean took its place. */
      averaged: z.array(z.int()).optional(),
    })
    .nullable(),
  /** Epochs whose weights are kept to be averaged. */
  kept: z.array(z.strictObject({ epoch: z.int(), score: z.number() })).optional(),
  /** Length of events.jsonl. */
  eventBytes: z.int(),
  /** Length of the TensorBoard file. */
  tensorboardBytes: z.int().default(0),
  /** Wall-clock time of the training steps so far. */
  seconds: z.number().default(0),
});
export type Progress = z.infer<typeof Progress>;

/** Of a run that has done nothing yet. */
export const BEGINNING: Progress = {
  epoch: 0,
  batch: 0,
  step: 0,
  lossSum: 0,
  best: null,
  eventBytes: 0,
  tensorboardBytes: 0,
  seconds: 0,
};

export type Sections = Readonly<Record<string, ReadonlyMap<string, Tensor>>>;

/** Writes a checkpoint whole or not at all: every section's tensors under `section.name`, progress in the header. */
export function writeCheckpoint(path: string, sections: Sections, progress: Progress): void {
  const tensors = Object.entries(sections).flatMap(([section, named]) =>
    [...named].map(([name, tensor]): [string, HostArray] => [`${section}.${name}`, tensor.toHost()]),
  );
  writeSafetensors(path, tensors, { fovea: 'checkpoint', progress: JSON.stringify(progress) });
}

export interface Checkpoint {
  readonly progress: Progress;
  /** The tensors of a section by their own names; empty where there is none. */
  section(name: string): Map<string, HostArray>;
}

export function readCheckpoint(path: string): Checkpoint {
  const { tensors, metadata } = readSafetensors(path);
  if (metadata.fovea !== 'checkpoint' || metadata.progress === undefined) {
    throw new Error(`${path}: holds weights, but is not a checkpoint to resume from; give it to --init instead`);
  }
  const progress = Progress.safeParse(JSON.parse(metadata.progress));
  if (!progress.success) throw new Error(`${path}: its progress record is of another version of Fovea; train again`);
  return {
    progress: progress.data,
    section(name) {
      const own = [...tensors].filter(([key]) => key.startsWith(`${name}.`));
      return new Map(own.map(([key, array]) => [key.slice(name.length + 1), array]));
    },
  };
}

/** Runs `body` with the tensors of a checkpoint's section, which are freed after it. */
export function withTensors(
  arrays: ReadonlyMap<string, HostArray>,
  body: (tensors: Map<string, Tensor>) => void,
): void {
  scope(() => body(new Map([...arrays].map(([name, array]) => [name, fromHost(array)]))));
}

/** SHA-256 over names and bytes of all tensors: equal for two runs only if they ended with the same weights, bit for bit. */
export function weightsHash(tensors: ReadonlyMap<string, Tensor>): string {
  const hash = createHash('sha256');
  for (const [name, tensor] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(name).update('\0').update(tensor.toHost().data);
  }
  return hash.digest('hex');
}
