import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaryClasses, some } from '../labels.ts';
import { isFolder, listFolders } from '../paths.ts';
import { readTable } from '../table.ts';
import { attributesOf, type Layout, type RawRow } from './layout.ts';

/** The 14 findings of ChestX-ray14 (Wang et al., CVPR 2017, and its 2017 extension), and the word for none. */
export const NIH_FINDINGS = [
  'Atelectasis',
  'Cardiomegaly',
  'Effusion',
  'Infiltration',
  'Mass',
  'Nodule',
  'Pneumonia',
  'Pneumothorax',
  'Consolidation',
  'Edema',
  'Emphysema',
  'Fibrosis',
  'Pleural_Thickening',
  'Hernia',
] as const;
const NO_FINDING = 'No Finding';

const DATA_ENTRY = /^Data_Entry.*\.csv$/i;
const fold = (finding: string) => finding.trim().toLowerCase().replaceAll(' ', '_');
const KNOWN = new Map([...NIH_FINDINGS, NO_FINDING].map((f) => [fold(f), f]));

/** NIH ChestX-ray14: `Data_Entry*.csv`, images in `images/` or `images_001/images/` …, the official lists where present. */
export const nihChestXray: Layout = {
  name: 'nih-chest-xray',
  recognises: ({ files, csv }) => (csv === undefined ? files.some((f) => DATA_ENTRY.test(f)) : DATA_ENTRY.test(csv)),
  read({ root, files, csv }, { label, ignoreLabels }) {
    const name = csv ?? files.find((f) => DATA_ENTRY.test(f))!;
    const table = readTable(join(root, name));
    const image = table.required('Image Index');
    const findings = table.required('Finding Labels');
    const patient = table.required('Patient ID');
    const target = chosenFinding(name, ignoreLabels ? NO_FINDING : label);
    const splits = officialSplits(root);

    const rows = table.rows.map(({ line, values }): RawRow => {
      const present = values[findings]!.split('|').map(fold);
      const unknown = present.find((f) => !KNOWN.has(f));
      return {
        where: `${name}:${line}`,
        row: line,
        imagePath: values[image]!,
        // an unknown finding goes on as it is, to be refused as a label with its line
        label: values[findings] === '' ? '' : (unknown ?? (present.includes(fold(target)) ? '1' : '0')),
        patientId: values[patient],
        split: splits?.get(values[image]!),
        attributes: attributesOf(values, [image, patient]),
      };
    });
    const unlisted = splits === undefined ? 0 : rows.filter((r) => r.split === undefined).length;
    return {
      rows,
      imageFolders: imageFolders(root),
      maskFolders: [],
      subject: target,
      classes: binaryClasses(fold(target) === 'no_finding' ? 'no_finding' : target),
      warnings:
        unlisted === 0 ? [] : [`${name}: ${unlisted} images are in neither train_val_list.txt nor test_list.txt`],
    };
  },
};

function chosenFinding(file: string, label: string | undefined): string {
  const all = some([...NIH_FINDINGS, 'no_finding'], 20);
  if (label === undefined) throw new Error(`${file}: choose what to learn with the label option: ${all}`);
  const target = KNOWN.get(fold(label));
  if (target === undefined) throw new Error(`${file}: no finding '${label}'; it has ${all}`);
  return target;
}

/** Train and validation come as one official list; validation patients are chosen later, from train. */
function officialSplits(root: string): Map<string, string> | undefined {
  const lists = { train: join(root, 'train_val_list.txt'), test: join(root, 'test_list.txt') };
  if (!existsSync(lists.train) && !existsSync(lists.test)) return undefined;
  const splits = new Map<string, string>();
  for (const [split, file] of Object.entries(lists)) {
    if (!existsSync(file)) continue;
    for (const line of readFileSync(file, 'utf8').split(/\r?\n/)) if (line.trim()) splits.set(line.trim(), split);
  }
  return splits;
}

function imageFolders(root: string): string[] {
  const parts = listFolders(root).filter((f) => /^images(_\d+)?$/.test(f));
  return ['', ...parts.flatMap((f) => (isFolder(join(root, f, 'images')) ? [`${f}/images`] : [f]))];
}
