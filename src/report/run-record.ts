import { existsSync, readFileSync } from 'node:fs';
import { type Event, type Run, type RunConfig, runPaths } from '../train/index.ts';
import type { Configuration, TrainingRecord } from './data.ts';
import { count } from './format.ts';

/** What `events.jsonl` of a run says of its training; a line cut off by a kill is left out. */
export function trainingRecord(run: Run, name: string): TrainingRecord {
  const events = eventsOf(runPaths(run.dir).events);
  const start = events.find((e) => e.event === 'start');
  return {
    name,
    seed: run.config.train.seed,
    loss: run.config.task === 'segmentation' ? 'Loss' : 'Cross-entropy, nats',
    epochs: events.flatMap((e) =>
      e.event === 'epoch'
        ? [
            {
              epoch: e.epoch + 1,
              trainLoss: e.trainLoss,
              valLoss: e.valLoss,
              score: (e.dice ?? e.auroc)?.value ?? null,
              best: e.best,
            },
          ]
        : [],
    ),
    facts: start
      ? (Object.entries(start).flatMap(([k, v]) =>
          k === 'event' ? [] : [[k, typeof v === 'number' ? count(v) : String(v)]],
        ) as [string, string][])
      : [],
  };
}

function eventsOf(path: string): Event[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Event];
      } catch {
        return [];
      }
    });
}

/** Everything of `config.json`, in three tables, and what the start of the training found. */
export function runConfiguration(config: RunConfig, training: TrainingRecord): Configuration[] {
  const { data, train, environment, init, created, fovea } = config;
  const prefix = training.name;
  return [
    { title: `Training of ${prefix}`, entries: [...flat(train), ['init', init ?? 'from scratch, by the seed']] },
    { title: `Data of ${prefix}`, entries: flat(data) },
    {
      title: `Software and machine of ${prefix}`,
      entries: [
        ['fovea', fovea],
        ['created', created],
        ...flat(environment),
        ...training.facts.filter(([k]) => !(k in train)),
      ],
    },
  ];
}

/** `0` and `1` of a CSV as words: those of the finding where it is known. */
export function classNames(classes: readonly string[], label: string | null = null): readonly string[] {
  if (classes.join() !== '0,1') return classes;
  return label === null || label === 'label' ? ['negative', 'positive'] : [`no ${label}`, label];
}

/** Nested keys joined by dots; what is empty says so. */
export function flat(of: object, prefix = ''): [string, string][] {
  return Object.entries(of).flatMap(([k, v]): [string, string][] => {
    const name = `${prefix}${k}`;
    if (v === null || v === undefined) return [[name, 'none']];
    if (Array.isArray(v) && v.every((x) => typeof x !== 'object')) return [[name, v.join(', ')]];
    if (typeof v === 'object') return flat(v, `${name}.`);
    return [[name, String(v)]];
  });
}
