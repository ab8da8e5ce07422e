import { createHash } from 'node:crypto';
import { type CsvRow, readCsv, writeCsv } from '../src/formats/index.ts';
import { random } from '../src/stats/index.ts';
import { assertionScore, type Finding, labelReport, normalScore } from '../src/text/index.ts';

/** Labels from the MeSH codes that people gave the reports: a code's head, in lower case. */
const CODES: Readonly<Record<string, readonly string[]>> = {
  normal: ['normal'],
  opacity: ['opacity', 'infiltrate', 'consolidation', 'airspace disease'],
  cardiomegaly: ['cardiomegaly'],
  granuloma: ['calcified granuloma', 'granuloma', 'granulomatous disease'],
  atelectasis: ['pulmonary atelectasis'],
  effusion: ['pleural effusion', 'hydropneumothorax'],
  nodule: ['nodule', 'mass'],
  pneumothorax: ['pneumothorax', 'hydropneumothorax'],
};
const ENLARGED_HEART = /cardiac shadow\/[^;]*enlarged/;

export const LABELS = Object.keys(CODES);

/** What the rules say of a label, 0 to 1. */
export function ruleScore(label: string, report: string): number {
  const said = labelReport(report);
  return label === 'normal' ? normalScore(said) : assertionScore(said[label as Finding]);
}

interface Report {
  readonly uid: string;
  readonly text: string;
  readonly labels: readonly number[];
}

function reportOf({ cells }: CsvRow): Report | null {
  const text = [cells.findings!, cells.impression!]
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n');
  const mesh = cells.MeSH!.toLowerCase();
  const codes = mesh.split(';').map((code) => code.split('/')[0]!.trim());
  if (text === '' || codes.includes('no indexing')) return null;
  const has = (label: string) =>
    CODES[label]!.some((code) => codes.includes(code)) || (label === 'cardiomegaly' && ENLARGED_HEART.test(mesh));
  return { uid: cells.uid!, text, labels: LABELS.map((label) => Number(has(label))) };
}

/**
 * Writes `uid,split,text,<labels>`: 60 % train, 10 % validate, 30 % test. Reports of one text stay together; those with a uid divisible by
 * 5, which were read while the rules were written, train, and so does every report of the same text.
 */
export function writeReports(from: string, to: string): { reports: number; leftOut: number; texts: number } {
  const { rows } = readCsv(from);
  const reports = rows.map(reportOf).filter((report) => report !== null);
  const keyOf = ({ text }: Report) => createHash('sha256').update(text).digest('hex');
  const read = new Set(reports.filter(({ uid }) => Number(uid) % 5 === 0).map(keyOf));
  const splitOf = (key: string) => {
    if (read.has(key)) return 'train';
    const draw = random('reports', key).next();
    return draw < 0.45 ? 'train' : draw < 0.6 ? 'val' : 'test';
  };
  const table = reports.map((report) => ({
    uid: report.uid,
    split: splitOf(keyOf(report)),
    text: report.text,
    ...Object.fromEntries(LABELS.map((label, i) => [label, report.labels[i]])),
  }));
  writeCsv(to, ['uid', 'split', 'text', ...LABELS], table);
  return { reports: reports.length, leftOut: rows.length - reports.length, texts: new Set(reports.map(keyOf)).size };
}
