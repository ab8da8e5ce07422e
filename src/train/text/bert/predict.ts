import { badFile } from '../../../formats/errors.ts';
import { readTable, textColumns, textOf } from './documents.ts';
import { frozenThresholds } from './evaluate.ts';
import type { FineTuneRun } from './finetune-run.ts';
import { scoreTexts } from './score-texts.ts';

export interface TextPredictions {
  readonly labels: readonly string[];
  /** `id`, and for each label `p_<label>` and `called_<label>`. */
  readonly rows: readonly Readonly<Record<string, string | number>>[];
  /** What of the texts the model did not see. */
  readonly notes: readonly string[];
}

/** Labels the texts of a CSV; a row without text is an error, for it would be called something. */
export function predictTexts(
  run: FineTuneRun,
  path: string,
  options: { readonly text: readonly string[]; readonly id: string | null },
): TextPredictions {
  const { table } = readTable(path);
  const columns = textColumns(path, table, options.text.length > 0 ? options.text : run.config.data.text);
  const { id } = options;
  if (id !== null && !table.columns.includes(id)) throw badFile(`${path}:1`, `has no column ${id}`);
  if (table.rows.length === 0) throw badFile(path, 'has no rows', 'give a text a row');
  const texts = table.rows.map(({ line, cells }) => {
    const text = textOf(cells, columns);
    if (text === '') throw badFile(`${path}:${line}`, 'has no text', 'fill it in, or leave the row out');
    return { id: id === null ? String(line) : cells[id]!, text };
  });
  const { probabilities, notes } = scoreTexts(
    run,
    texts.map(({ text }) => text),
  );
  const thresholds = frozenThresholds(run);
  const { labels } = run.config.data;
  const rows = texts.map((text, i) => {
    const cells = labels.flatMap((label, c) => {
      const p = probabilities[c]![i]!;
      return [
        [`p_${label}`, Number(p.toPrecision(7))],
        [`called_${label}`, Number(p >= thresholds[label]!.threshold)],
      ];
    });
    return { id: text.id, ...Object.fromEntries(cells) };
  });
  return { labels, rows, notes };
}
