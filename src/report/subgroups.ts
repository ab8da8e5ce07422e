import { auroc } from '../metrics/index.ts';
import { aurocInterval, clusteredAurocInterval, type Estimate } from '../stats/index.ts';
import type { ReportModel, Subgroups } from './data.ts';
import { meanProbabilities } from './examples.ts';

/** Fewer of either class, and an AUROC says more about chance than about the group. */
const FEWEST = 10;
const MOST_VALUES = 8;

/**
 * AUROC by the values of every attribute that makes groups: two to eight values that each repeat, or an age, which is cut into bands.
 * Small groups are counted, and their values held back.
 */
export function subgroupsOf(
  attributes: Readonly<Record<string, readonly string[]>>,
  models: readonly ReportModel[],
  { labels, groups: patients }: { labels: readonly number[]; groups: readonly string[] | null },
): Subgroups[] {
  const scores = models.map((m) => meanProbabilities(m.runs));
  return Object.entries(attributes).flatMap(([column, raw]) => {
    const values = /\bage\b/i.test(column.replaceAll('_', ' ')) ? raw.map(ageBand) : raw;
    const names = [...new Set(values)]
      .filter((v) => v !== '')
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    if (names.length < 2 || names.length > MOST_VALUES || names.length > labels.length / 4) return [];
    const groups = names.map((value) => {
      const rows = values.flatMap((v, i) => (v === value ? [i] : []));
      const own = rows.map((i) => labels[i]!);
      const whose = patients && rows.map((i) => patients[i]!);
      const estimates = scores.map((s) => {
        const inRows = rows.map((i) => s[i]!);
        return inGroup(own, inRows, whose);
      });
      return { value, n: rows.length, positives: own.filter((l) => l === 1).length, estimates };
    });
    // A column that holds one class in every value says the label in other words.
    return groups.some((g) => g.estimates.some((e) => e.value !== null)) ? [{ column, groups }] : [];
  });
}

/** `0–17`, `18–39`, `40–59`, `60–79`, `80+`; NIH writes `058Y`. */
function ageBand(text: string): string {
  const years = Number.parseInt(text, 10);
  if (!Number.isFinite(years)) return '';
  const from = [80, 60, 40, 18, 0].find((a) => years >= a) ?? 0;
  return from === 80 ? '80+' : `${from}–${{ 60: 79, 40: 59, 18: 39, 0: 17 }[from]}`;
}

function inGroup(labels: readonly number[], scores: readonly number[], patients: readonly string[] | null): Estimate {
  const positives = labels.filter((l) => l === 1).length;
  const fewest = Math.min(positives, labels.length - positives);
  const n = labels.length;
  if (fewest < FEWEST) {
    const reason = `held back: ${fewest} of one class`;
    return { value: null, low: null, high: null, method: 'none', n, baseline: 0.5, reason };
  }
  const clustered = patients !== null && new Set(patients).size < n;
  const found = clustered
    ? clusteredAurocInterval({ labels, scores, clusters: patients })
    : aurocInterval(labels, scores);
  const { low, high, method, reason } = found;
  return { value: auroc(labels, scores), low, high, method, n, baseline: 0.5, ...(reason ? { reason } : {}) };
}
