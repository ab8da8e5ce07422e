import { existsSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dataFolder } from '../../test/helpers/dataFolder.ts';
import { openDataset, openImages } from './index.ts';

const shared = resolve(import.meta.dirname, '../../../shared/data');

/** Images are not decoded when a data set is opened, so any bytes do. */
const images = (...paths: string[]) => Object.fromEntries(paths.map((p) => [p, 'pixels']));
const labelsOf = (path: string, options = {}) => openDataset(path, options).samples.map((s) => s.label);

describe('manifest', () => {
  test('reads paths, labels, patients, splits, masks and further columns', () => {
    const root = dataFolder({
      ...images('a.png', 'images/b.png', 'masks/b.png', 'm/a.png'),
      'manifest.csv':
        '\uFEFFimage_path,label,patient_id,split,mask_path,view\na.png,0,p1,train,m/a.png,PA\n\nb.png,1,"p,2",Validation,,AP\n',
    });
    const { layout, classes, samples } = openDataset(root);
    expect(layout).toBe('manifest');
    expect(classes).toEqual(['0', '1']);
    expect(samples).toMatchObject([
      { imagePath: 'a.png', label: 0, patientId: 'p1', split: 'train', attributes: { view: 'PA' }, row: 2 },
      { imagePath: 'b.png', label: 1, patientId: 'p,2', split: 'val', attributes: { view: 'AP' }, row: 4 },
    ]);
    expect(samples.map((s) => s.file.endsWith('images/b.png'))).toEqual([false, true]);
    expect(samples.map((s) => s.maskFile?.slice(-7))).toEqual(['m/a.png', 's/b.png']);
  });

  test('any column can be the label, and a positive value makes it a question of two', () => {
    const root = dataFolder({
      ...images('a.png', 'b.png', 'c.png'),
      'set.csv': 'file,finding,age\na.png,viral,40\nb.png,Normal,41\nc.png,bacterial,42\n',
    });
    expect(openDataset(root, { label: 'Finding' }).classes).toEqual(['Normal', 'bacterial', 'viral']);
    const viral = openDataset(join(root, 'set.csv'), { label: 'finding', positive: 'viral' });
    expect(viral.classes).toEqual(['not viral', 'viral']);
    expect(viral.samples.map((s) => s.label)).toEqual([1, 0, 0]);
    expect(() => openDataset(root, { label: 'finding', positive: 'fungal' })).toThrow(
      "no row has finding = 'fungal'; it has viral, Normal, bacterial",
    );
  });

  test('of two words the one that means nothing found is class 0; floats of pandas are integers', () => {
    const csv = (labels: string[]) =>
      dataFolder({ ...images('a.png', 'b.png'), 'labels.csv': `path,label\na.png,${labels[0]}\nb.png,${labels[1]}\n` });
    expect(openDataset(csv(['abnormal', 'Normal'])).classes).toEqual(['Normal', 'abnormal']);
    expect(labelsOf(csv(['1.0', '0.0']))).toEqual([1, 0]);
  });

  test('classes of a trained model fix the coding', () => {
    const root = dataFolder({ ...images('a.png', 'b.png'), 'labels.csv': 'path,sick\na.png,1\nb.png,1\n' });
    expect(labelsOf(root, { label: 'sick', classes: ['not sick', 'sick'] })).toEqual([1, 1]);
    expect(() => openDataset(root, { label: 'sick', classes: ['cat', 'dog', 'cow'] })).toThrow(
      "labels.csv:2: unknown label '1'; the classes are cat, dog, cow (and 1 more; skipBad leaves such rows out)",
    );
  });

  test('without labels it opens for prediction only', () => {
    const root = dataFolder({ ...images('a.png'), 'list.csv': 'image_path,age\na.png,1\n' });
    expect(labelsOf(root, { unlabelled: true })).toEqual([-1]);
    expect(() => openDataset(root)).toThrow("list.csv:1: no column 'label'");
  });

  test('the hash follows labels and file sizes, not the place of the folder', () => {
    const files = { ...images('a.png', 'b.png'), 'labels.csv': 'path,label\na.png,0\nb.png,1\n' };
    const hash = (changed = {}) => openDataset(dataFolder({ ...files, ...changed })).hash;
    expect(hash()).toBe(hash());
    expect(hash()).not.toBe(hash({ 'a.png': 'other pixels' }));
    expect(hash()).not.toBe(hash({ 'labels.csv': 'path,label\na.png,1\nb.png,0\n' }));
  });
});

describe('other layouts', () => {
  test('Kaggle pneumothorax: two CSVs are the split, masks by the same name, also one folder down', () => {
    const header = 'new_filename,ImageId,has_pneumo\n';
    const root = dataFolder({
      ...images(
        'k/png_images/0_train.png',
        'k/png_images/1_train.png',
        'k/png_images/0_test.png',
        'k/png_masks/0_train.png',
      ),
      'k/stage_1_train_images.csv': `${header}0_train.png,1.2.3,1\n1_train.png,1.2.4,0\n`,
      'k/stage_1_test_images.csv': `${header}0_test.png,1.2.5,0\n`,
    });
    const { layout, classes, samples } = openDataset(root);
    expect(layout).toBe('kaggle-pneumothorax');
    expect(classes).toEqual(['not pneumothorax', 'pneumothorax']);
    expect(samples.map((s) => [s.imagePath, s.label, s.split, s.attributes.ImageId])).toEqual([
      ['0_train.png', 1, 'train', '1.2.3'],
      ['1_train.png', 0, 'train', '1.2.4'],
      ['0_test.png', 0, 'test', '1.2.5'],
    ]);
    expect(samples.map((s) => s.maskFile !== undefined)).toEqual([true, false, false]);
  });

  test('one folder for each class, with and without splits above', () => {
    const flat = openDataset(dataFolder(images('NORMAL/a.png', 'PNEUMONIA/p1/b.jpeg', 'NORMAL/notes.txt')));
    expect(flat.classes).toEqual(['NORMAL', 'PNEUMONIA']);
    expect(flat.samples.map((s) => [s.imagePath, s.label, s.split])).toEqual([
      ['NORMAL/a.png', 0, undefined],
      ['PNEUMONIA/p1/b.jpeg', 1, undefined],
    ]);
    const split = openDataset(
      dataFolder(images('train/x/a.png', 'train/y/b.png', 'valid/x/c.png', 'test/y/d.png', 'doc/e.png')),
    );
    expect(split.samples.map((s) => [s.imagePath, s.label, s.split])).toEqual([
      ['test/y/d.png', 1, 'test'],
      ['train/x/a.png', 0, 'train'],
      ['train/y/b.png', 1, 'train'],
      ['valid/x/c.png', 0, 'val'],
    ]);
    expect(split.warnings).toEqual(['doc: neither train, val nor test; left out']);
  });

  test('NIH: findings in one cell, images in numbered folders, the official lists', () => {
    const root = dataFolder({
      ...images('images_001/images/1_000.png', 'images_002/images/1_001.png', 'images_002/images/2_000.png'),
      'Data_Entry_2017_v2020.csv':
        'Image Index,Finding Labels,Follow-up #,Patient ID,View Position\n1_000.png,Effusion|Pneumothorax,0,1,PA\n1_001.png,No Finding,1,1,AP\n2_000.png,Pleural_Thickening,0,2,PA\n',
      'train_val_list.txt': '1_000.png\n1_001.png\n',
      'test_list.txt': '2_000.png',
    });
    const ptx = openDataset(root, { label: 'pneumothorax' });
    expect(ptx.classes).toEqual(['not Pneumothorax', 'Pneumothorax']);
    expect(ptx.samples.map((s) => [s.label, s.patientId, s.split, s.attributes['View Position']])).toEqual([
      [1, '1', 'train', 'PA'],
      [0, '1', 'train', 'AP'],
      [0, '2', 'test', 'PA'],
    ]);
    expect(labelsOf(root, { label: 'no_finding' })).toEqual([0, 1, 0]);
    expect(labelsOf(root, { label: 'Pleural Thickening' })).toEqual([0, 0, 1]);
    expect(() => openDataset(root)).toThrow('choose what to learn with the label option: Atelectasis');
    expect(() => openDataset(root, { label: 'Fracture' })).toThrow("no finding 'Fracture'; it has Atelectasis");
  });

  test('images alone: files, folders, each once', () => {
    const root = dataFolder(images('a/x.png', 'a/deep/y.jpg', 'a/readme.md', 'b.png'));
    const { samples, warnings } = openImages([join(root, 'a'), join(root, 'b.png'), join(root, 'a/x.png')]);
    expect(samples.map((s) => [s.file, s.label])).toEqual([
      [join(root, 'a/deep/y.jpg'), -1],
      [join(root, 'a/x.png'), -1],
      [join(root, 'b.png'), -1],
    ]);
    expect(warnings).toEqual(['1 images were named twice and are taken once']);
    expect(() => openImages([join(root, 'none')])).toThrow('none: no such file or folder');
    expect(() => openImages([join(root, 'a/readme.md')])).toThrow('readme.md: not an image');
    expect(() => openImages([dataFolder()])).toThrow('no images');
  });
});

describe('bad input is one line that names file and row', () => {
  const cases: Record<string, { rows: string; reason: string; header?: string }> = {
    'unknown label': {
      rows: 'a.png,1,\nb.png,0,\nc.png,maybe,',
      reason: "labels.csv:4: unknown label 'maybe'; the classes are 0, 1",
    },
    'empty label': { rows: 'a.png,1,\nb.png,0,\nc.png,,', reason: 'labels.csv:4: an empty label; fill it in' },
    'duplicate row': {
      rows: 'a.png,1,\nb.png,0,\na.png,1,',
      reason: "labels.csv:4: 'a.png' is already in labels.csv:2; keep one row",
    },
    'duplicate by another spelling': {
      rows: 'a.png,1,\nb.png,0,\n./a.png,1,',
      reason: "labels.csv:4: './a.png' is already in labels.csv:2",
    },
    'conflicting row': {
      rows: 'a.png,1,\nb.png,0,\na.png,0,',
      reason: "is already in labels.csv:2 with another label ('1', here '0')",
    },
    'path that climbs out': {
      rows: 'a.png,1,\nb.png,0,\n../c.png,1,',
      reason: "labels.csv:4: '../c.png' leaves the data folder",
    },
    'absolute path': {
      rows: 'a.png,1,\nb.png,0,\n/etc/c.png,1,',
      reason: "labels.csv:4: '/etc/c.png' is an absolute path",
    },
    'Windows path': {
      rows: 'a.png,1,\nb.png,0,\nC:\\c.png,1,',
      reason: "labels.csv:4: 'C:\\c.png' is an absolute path",
    },
    'link that leaves': {
      rows: 'a.png,1,\nb.png,0,\nlink.png,1,',
      reason: "labels.csv:4: 'link.png' is a link that leaves the data folder",
    },
    'missing file': {
      rows: 'a.png,1,\nb.png,0,\nd.png,1,',
      reason: "labels.csv:4: no image 'd.png' in the data folder or images/",
    },
    'folder for a file': { rows: 'a.png,1,\nb.png,0,\nsub,1,', reason: "labels.csv:4: 'sub' is not a file" },
    'zero bytes': { rows: 'a.png,1,\nb.png,0,\nempty.png,1,', reason: "labels.csv:4: 'empty.png' is an empty file" },
    'empty path': { rows: 'a.png,1,\nb.png,0,\n,1,', reason: 'labels.csv:4: an empty image path' },
    'unknown split': {
      rows: 'a.png,1,\nb.png,0,\nc.png,0,holdout',
      reason: "labels.csv:4: unknown split 'holdout'; use train, val or test",
    },
    'missing mask': {
      header: 'file,label,mask_path',
      rows: 'a.png,1,\nb.png,0,\nc.png,0,nomask.png',
      reason: "labels.csv:4: mask: no image 'nomask.png' in the data folder or masks/",
    },
  };
  for (const [name, { rows, reason, header = 'file,label,split' }] of Object.entries(cases)) {
    test(name, () => {
      const outside = dataFolder(images('c.png'));
      const root = dataFolder({
        ...images('a.png', 'b.png', 'c.png', 'sub/x.png'),
        'empty.png': '',
        'labels.csv': `${header}\n${rows}\n`,
      });
      symlinkSync(join(outside, 'c.png'), join(root, 'link.png'));
      const message = messageOf(() => openDataset(root));
      expect(message).toContain(reason);
      expect(message).not.toContain('\n');
      const { samples, skipped } = openDataset(root, { skipBad: true });
      expect(samples.map((s) => s.imagePath)).toEqual(['a.png', 'b.png']);
      expect(skipped).toEqual([expect.stringContaining(reason)]);
    });
  }

  test('a missing column says which there are', () => {
    const csv = (content: string) => dataFolder({ ...images('a.png'), 'labels.csv': content });
    expect(() => openDataset(csv('picture,label\na.png,1\n'))).toThrow(
      "labels.csv:1: no column 'image_path' or 'file' or 'path' or 'filename' or 'image'; it has picture, label",
    );
    expect(() => openDataset(csv('file,age\na.png,1\n'), { label: 'sick' })).toThrow(
      "labels.csv:1: no column 'sick'; name the one to learn with the label option: file, age",
    );
  });

  test.each([
    ['no rows', { 'labels.csv': 'file,label\n' }, 'labels.csv: has no rows'],
    ['no columns', { 'labels.csv': '' }, 'labels.csv: is empty'],
    ['a row of another length', { 'labels.csv': 'file,label\na.png,1\nb.png\n' }, 'labels.csv:3: '],
    [
      'one class only',
      { ...images('a.png', 'b.png'), 'labels.csv': 'file,label\na.png,1\nb.png,1\n' },
      "all 2 images are '1'",
    ],
    ['one class folder', images('sick/a.png', 'sick/b.png'), "all 2 images are 'sick'"],
    [
      'an empty class folder',
      { ...images('sick/a.png'), 'well/readme.txt': '' },
      'well: a class folder without images',
    ],
    ['an empty split', { ...images('train/x/a.png', 'train/y/a.png'), 'val/readme.txt': '' }, 'val: an empty split'],
    ['no images', { 'readme.txt': '' }, 'no data set here; expected a CSV, or one folder of images for each class'],
    ['several CSVs', { 'a.csv': '', 'b.csv': '' }, 'several CSV files and none called manifest.csv'],
    ['nothing usable', { 'labels.csv': 'file,label\na.png,1\n' }, "labels.csv:2: no image 'a.png'"],
  ])('%s', (_, files, reason) => {
    const message = messageOf(() => openDataset(dataFolder(files)));
    expect(message).toContain(reason);
    expect(message).not.toContain('\n');
  });

  test('a path that is not there, or not a data set', () => {
    const root = dataFolder({ 'x.txt': '' });
    expect(() => openDataset(join(root, 'y'))).toThrow('y: no such file or folder');
    expect(() => openDataset(join(root, 'x.txt'))).toThrow('x.txt: not a data set');
  });
});

describe.skipIf(!existsSync(shared))('real data (skipped where ../shared/data is absent)', () => {
  test.each([
    ['pneumothorax', { train: [707, 24], val: [192, 7], test: [238, 9] }],
    ['no_finding', { train: [707, 280], val: [192, 72], test: [238, 93] }],
  ])('nih_cxr320, %s', (label, counts) => {
    const { samples, classes } = openDataset(join(shared, 'nih_cxr320'), { label });
    expect(classes).toEqual([`not ${label}`, label]);
    for (const [split, [n, positive]] of Object.entries(counts)) {
      const own = samples.filter((s) => s.split === split);
      expect([own.length, own.filter((s) => s.label === 1).length]).toEqual([n, positive]);
    }
    expect(new Set(samples.map((s) => s.patientId)).size).toBe(899);
  });

  test('siim_ptx_seg: masks beside the images', () => {
    const { samples } = openDataset(join(shared, 'siim_ptx_seg'), { label: 'has_pneumo' });
    expect([samples.length, samples.filter((s) => s.label === 1).length]).toEqual([61, 37]);
    expect(samples.every((s) => s.maskFile !== undefined)).toBe(true);
  });
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}
