import type { Container } from '../container.ts';
import type { Split } from '../dataset.ts';
import type { RawDataset } from './layout.ts';

/** One file of images, with a label for each. */
export interface PackedPart {
  readonly container: Container;
  /** One a name of the container; undefined leaves that file out. */
  readonly labels: readonly (string | undefined)[];
  readonly split: Split | undefined | readonly (Split | undefined)[];
}

/** What containers hold, as rows. */
export function packedDataset(
  parts: readonly PackedPart[],
  more: { readonly classes?: readonly string[]; readonly warnings?: readonly string[] } = {},
): RawDataset {
  const { classes, warnings = [] } = more;
  const rows = parts.flatMap(({ container, labels, split }) =>
    container.names.flatMap((imagePath, index) => {
      const label = labels[index];
      if (label === undefined) return [];
      const own = typeof split === 'object' ? split[index] : split;
      return [
        {
          where: imagePath,
          row: index + 1,
          imagePath,
          label,
          split: own,
          packed: { container, index },
          attributes: {},
        },
      ];
    }),
  );
  return { rows, imageFolders: [], maskFolders: [], subject: 'label', ...(classes ? { classes } : {}), warnings };
}
