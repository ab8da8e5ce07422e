import type { Estimate } from '../stats/index.ts';
import type { RobustnessResult } from '../study/index.ts';
import { decimal, table, withInterval, wrap } from './table.ts';

/** Corruptions, resolutions and shifts for the terminal; --json has every severity with its interval. */
export function renderRobustness({ severityTable, models, reference, ranking }: RobustnessResult): string {
  const parts = models.map(({ name, clean, corruptions, overall, resolutions, shifts, patchSize }) => {
    const rows = corruptions.map(({ name: kind, scores, balancedError, increase, against }) => [
      kind,
      ...scores.map(({ auroc }) => decimal(auroc.value)),
      withInterval(balancedError),
      withInterval(increase),
      ...(against ? [against.balancedError, against.relativeBalancedError].map(brief) : []),
    ]);
    const total = [
      ...['all', '', '', '', '', ''],
      withInterval(overall.balancedError),
      withInterval(overall.increase),
      ...(overall.against ? [overall.against.balancedError, overall.against.relativeBalancedError].map(brief) : []),
    ];
    const header = [`${name}: AUROC at severity`, '1', '2', '3', '4', '5', 'balanced error', 'more than clean'];
    const ratios = reference === null ? [] : ['BE', 'RBE'];
    const moved = [
      ...resolutions.map((r) => ({ ...r, what: `resolution × ${r.share}` })),
      ...shifts.map((s) => ({
        ...s,
        what: `shift by ${s.pixels} px${s.withinPatch === false ? ' (whole patches)' : ''}`,
      })),
    ];
    const changes = moved.map(({ what, auroc, change, flipped }) => [
      what,
      ...[auroc, change, flipped].map(withInterval),
    ]);
    return [
      `${name}, clean: AUROC ${withInterval(clean.auroc)}, balanced error ${withInterval(clean.balancedError)}, n ${clean.auroc.n}, baseline ${clean.auroc.baseline} and ${decimal(clean.balancedError.baseline)}`,
      table([[...header, ...ratios], ...rows, total], [1, 2, 3, 4, 5]),
      '',
      table([['', 'AUROC', 'mean change', 'calls flipped'], ...changes]),
      ...(patchSize === null ? [] : [`patches of ${patchSize} px: shifts of less move the picture within them`]),
      '',
    ].join('\n');
  });
  const how = models[0]!.overall.balancedError.method;
  return [
    `Robustness: MedMNIST-C's corruptions, severities of ${severityTable}; thresholds stay frozen; intervals by ${how}`,
    '',
    ...parts,
    ...(reference ? [wrap(`BE, RBE: balanced error, and its increase, over those of ${reference}`)] : []),
    ...(ranking ? [wrap(ranking.sentence)] : []),
  ].join('\n');
}

const brief = (e: Estimate) => (e.value === null ? '-' : withInterval(e));
