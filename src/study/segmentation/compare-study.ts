import { openRun, openRunData, readMaskRecord } from '../../train/index.ts';
import { budgetOf, runsOf } from '../compare-study.ts';
import { costOf, frontOf } from '../cost.ts';
import { plannedRuns, type StudyPlan } from '../plan.ts';
import { compareMasks, type MaskedTest } from './compare.ts';
import { PRIMARY } from './endpoints.ts';
import type { MaskStudy } from './files.ts';
import type { MaskedModel } from './score.ts';

/** Compares the trained segmentation models of a study on their test images, seeds and cases together. */
export function compareMaskStudy(dir: string, plan: StudyPlan, version: string): MaskStudy {
  const all = plannedRuns(dir, plan);
  const models = plan.models.map(({ name }): MaskedModel => {
    const own = runsOf(all, name, plan.fractions.at(-1)!);
    return {
      name,
      runs: own.map((run) => ({ source: run.dir, seed: run.seed, cases: readMaskRecord(run).cases })),
    };
  });
  const { margin, replicates } = plan.comparison;
  const { comparison, cases } = compareMasks(testOf(all[0]!.dir, models[0]!), models, {
    ...{ version, replicates, seed: plan.seeds[0], margin: margin ?? undefined },
    permutation: plan.comparison.permutation,
    warnings:
      plan.seeds.length === 1 ? ['one seed: what another training of the same model would give is unknown'] : [],
  });
  const results = comparison.models.map((result) => {
    const own = runsOf(all, result.name, plan.fractions.at(-1)!);
    const { imageSize } = openRun(own[0]!.dir).config.train;
    const { model, options } = own[0]!;
    const variant = Object.keys(options).length > 0;
    return {
      ...result,
      cost: costOf(
        own.map((run) => run.dir),
        { model, imageSize, variant },
      ),
    };
  });
  const front = frontOf(results.map(({ name, cost, endpoints }) => ({ name, cost, value: endpoints[PRIMARY].value })));
  return {
    dir,
    comparison: { ...comparison, kind: 'training', models: results, front, budget: budgetOf(plan) },
    cases,
  };
}

/** The test images as the first run split them; all runs share that split. */
function testOf(dir: string, { runs }: MaskedModel): MaskedTest {
  const run = openRun(dir);
  const dataset = openRunData(run);
  const files = new Map(dataset.samples.map((s) => [s.imagePath, s.file]));
  const known = dataset.samples.some((s) => s.patientId !== undefined);
  return {
    source: `${dataset.name}, test`,
    regions: run.config.data.classes.slice(1),
    groupColumn: known ? 'patient_id' : null,
    files: runs[0]!.cases[0]!.map((c) => files.get(c.imagePath) ?? ''),
    dataHash: dataset.hash,
  };
}
