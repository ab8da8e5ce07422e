import type { ReportData } from './data.ts';
import { count } from './format.ts';

export interface ChecklistItem {
  /** The checklist's own number; null where we do not vouch for it. */
  readonly id: string | null;
  /** What the item asks for, in short and in our words. */
  readonly name: string;
  /** From the record; null waits for the authors. */
  readonly answer: string | null;
}

export interface Checklist {
  readonly title: string;
  readonly source: string;
  readonly items: readonly ChecklistItem[];
}

/** What a kind of report says of its measurements; the rest is the same for all. */
export const TOPICS = [
  'metrics',
  'uncertainty',
  'sampleSize',
  'selection',
  'performance',
  'failures',
  'robust',
  'fairness',
  'output',
] as const;
export type Said = Readonly<Record<(typeof TOPICS)[number], string | null>>;

/** What the checklists are answered from. */
export interface ChecklistRecord extends Pick<ReportData, 'fovea' | 'configuration' | 'training' | 'data'> {
  readonly models: readonly Pick<ReportData['models'][number], 'name' | 'cost'>[];
  readonly said: Said;
}

type Answer = (data: ChecklistRecord) => string | null;
type Item = readonly [id: string | null, name: string, answer?: Answer];

/** Both checklists with what the record says. An item is answered only where the record answers it whole. */
export function answers(data: ChecklistRecord): Checklist[] {
  const fill = (items: readonly Item[]) =>
    items.map(([id, name, answer]) => ({ id, name, answer: answer?.(data) ?? null }));
  return [
    {
      title: 'CLAIM, 2024 update',
      source: 'Tejani et al., Radiology: Artificial Intelligence 2024.',
      items: fill(CLAIM),
    },
    { title: 'TRIPOD+AI', source: 'Collins et al., BMJ 2024; 385: e078378.', items: fill(TRIPOD) },
  ];
}

const setting = (data: Pick<ChecklistRecord, 'configuration'>, name: string): string | null => {
  for (const { entries } of data.configuration) {
    const found = entries.find(([key]) => key === name);
    if (found) return found[1];
  }
  return null;
};

const trained: Answer = (data) => {
  const [optimizer, lr, epochs, batch] = ['optimizer', 'lr', 'epochs', 'batchSize'].map((k) => setting(data, k));
  if (optimizer === null) return null;
  return `${optimizer}, peak learning rate ${lr}, ${epochs} epochs in batches of ${batch}, loss ${lossOf(data)}; all settings under Configuration`;
};

function lossOf(data: ChecklistRecord): string | null {
  if (setting(data, 'task') !== 'segmentation') return setting(data, 'loss');
  const parts = ['crossEntropy', 'dice', 'tversky', 'focal'].flatMap((name) => {
    const weight = setting(data, `segmentation.loss.${name}`);
    return weight === null || weight === '0' ? [] : `${weight} × ${name}`;
  });
  return parts.join(' + ');
}

const software: Answer = (data) => {
  const libtorch = setting(data, 'libtorch');
  return `Fovea ${data.fovea}${libtorch ? `, libtorch ${libtorch}` : ''}${setting(data, 'node') ? `, Node ${setting(data, 'node')}` : ''}`;
};

const architecture: Answer = ({ models, training = [] }) => {
  const parameters = training.flatMap((t) =>
    t.facts.filter(([k]) => k === 'parameters').map(([, v]) => `${t.name}: ${v} parameters`),
  );
  return parameters.length > 0
    ? [...new Set(parameters)].join('; ')
    : models.some((m) => m.cost)
      ? models.map((m) => m.name).join(', ')
      : null;
};

const initial: Answer = (data) => setting(data, 'init');

const partitions: Answer = ({ data }) => {
  if (!data) return null;
  return Object.entries(data.splits)
    .map(
      ([split, s]) => `${split}: ${count(s.images)} images${s.patients > 0 ? ` of ${count(s.patients)} patients` : ''}`,
    )
    .join('; ');
};

const disjoint: Answer = ({ data }) => {
  if (!data || data.withPatient === 0) return null;
  const n = data.patientsAcrossSplits.length;
  return n === 0
    ? 'by patient: none is in two partitions'
    : `not by patient: ${count(n)} patients are in more than one partition`;
};

const preprocessing: Answer = (data) => {
  const size = setting(data, 'imageSize');
  return size === null
    ? null
    : `decoded, resized to ${size} × ${size} pixels, normalised as the model’s weights expect`;
};

const balance: Answer = (data) => {
  const weights = setting(data, 'classWeights');
  return weights === null
    ? null
    : weights === 'none'
      ? 'no resampling and no class weights'
      : 'classes weighed by the inverse of their frequency in training';
};

const said = Object.fromEntries(
  TOPICS.map((topic) => [topic, ({ said: own }: ChecklistRecord) => own[topic]]),
) as Record<(typeof TOPICS)[number], Answer>;

/** In the order of the checklist, and without its numbers: they were not held against the published table. */
const CLAIM: readonly Item[] = [
  [null, 'Title or abstract names the AI method'],
  [null, 'Structured abstract'],
  [null, 'Scientific and clinical background, intended use'],
  [null, 'Aims and hypotheses'],
  [null, 'Prospective or retrospective'],
  [null, 'Goal of the study'],
  [null, 'Where the data come from'],
  [null, 'Inclusion and exclusion'],
  [null, 'Preprocessing of the data', preprocessing],
  [null, 'Selection of subsets of the data'],
  [null, 'De-identification'],
  [null, 'Missing data'],
  [null, 'Image acquisition'],
  [null, 'Definition of the reference standard'],
  [null, 'Why this reference standard'],
  [null, 'Who annotated the reference standard'],
  [null, 'Annotation of the test set'],
  [null, 'Variability within and between annotators'],
  [null, 'How data were assigned to partitions', partitions],
  [null, 'Level at which partitions are disjoint', disjoint],
  [null, 'Sample size', said.sampleSize],
  [null, 'The model in detail', architecture],
  [null, 'Software and versions', software],
  [null, 'How parameters were initialised', initial],
  [null, 'Details of training', trained],
  [null, 'How the final model was selected', said.selection],
  [null, 'Ensembling'],
  [null, 'Measures of performance', said.metrics],
  [null, 'Statistical measures and uncertainty', said.uncertainty],
  [null, 'Robustness or sensitivity analysis', said.robust],
  [null, 'Explainability'],
  [null, 'Evaluation on internal data'],
  [null, 'Testing on external data'],
  [null, 'Registration of a clinical trial'],
  [null, 'Numbers included and excluded'],
  [null, 'Demographic and clinical characteristics by partition'],
  [null, 'Performance with uncertainty', said.performance],
  [null, 'Estimates of diagnostic performance and their precision', said.performance],
  [null, 'Analysis of failures', said.failures],
  [null, 'Limitations'],
  [null, 'Implications for practice'],
  [null, 'Full study protocol'],
  [null, 'Availability of software, model and data'],
  [null, 'Funding'],
];

/** Numbers as in a public reproduction of the checklist (decision 154), names in our words. */
const TRIPOD: readonly Item[] = [
  ['1', 'Title'],
  ['2', 'Abstract'],
  ['3a', 'Healthcare context and existing models'],
  ['3b', 'Target population, intended users and use'],
  ['3c', 'Known health inequalities'],
  ['4', 'Objectives'],
  ['5a', 'Sources of data and their representativeness'],
  ['5b', 'Dates of the data'],
  ['6a', 'Setting and centres'],
  ['6b', 'Eligibility'],
  ['6c', 'Treatments received'],
  ['7', 'Data preparation, alike across groups', preprocessing],
  ['8a', 'Outcome and how it was assessed'],
  ['8b', 'Who assessed the outcome'],
  ['8c', 'Blinding of outcome assessment'],
  ['9a', 'Choice of predictors'],
  ['9b', 'Definition of predictors'],
  ['9c', 'Who interpreted predictors'],
  ['10', 'Sample size', said.sampleSize],
  ['11', 'Missing data'],
  ['12a', 'How data were used, partitions', partitions],
  ['12b', 'Handling of predictors'],
  ['12c', 'Type of model, how it was built and tuned', trained],
  ['12d', 'Heterogeneity between clusters'],
  ['12e', 'Measures of performance', said.metrics],
  ['12f', 'Model updating'],
  ['12g', 'How predictions were calculated in evaluation'],
  ['13', 'Class imbalance', balance],
  ['14', 'Fairness', said.fairness],
  ['15', 'Output of the model and thresholds', said.output],
  ['16', 'Differences between development and evaluation data'],
  ['17', 'Ethical approval'],
  ['18a', 'Funding'],
  ['18b', 'Conflicts of interest'],
  ['18c', 'Protocol'],
  ['18d', 'Registration'],
  ['18e', 'Data sharing'],
  ['18f', 'Code sharing'],
  ['19', 'Patient and public involvement'],
  ['20a', 'Flow of participants, numbers with the outcome'],
  ['20b', 'Characteristics of participants'],
  ['20c', 'Predictors in development against evaluation data'],
  ['21', 'Participants and outcome events in each analysis', partitions],
  ['22', 'Full specification of the model', architecture],
  ['23a', 'Performance with intervals, also in subgroups', said.performance],
  ['23b', 'Heterogeneity of performance between clusters'],
  ['24', 'Results of model updating'],
  ['25', 'Interpretation'],
  ['26', 'Limitations'],
  ['27a', 'Handling of poor input in use'],
  ['27b', 'User interaction and expertise needed'],
  ['27c', 'Next steps, applicability and generalisability'],
];
