import { cifarBinary } from './cifar.ts';
import { folderPerClass } from './folders.ts';
import { idxPair } from './idx.ts';
import { imageFolder } from './images.ts';
import { kagglePneumothorax } from './kaggle.ts';
import type { Layout } from './layout.ts';
import { manifest } from './manifest.ts';
import { medmnist } from './medmnist.ts';
import { nihChestXray } from './nih.ts';
import { tarOfFolders } from './tar.ts';

/** In order of recognition, the most particular first. A new layout is one file and one entry here. */
export const LAYOUTS: readonly Layout[] = [
  kagglePneumothorax,
  nihChestXray,
  manifest,
  idxPair,
  medmnist,
  tarOfFolders,
  cifarBinary,
  folderPerClass,
];

/** The same where labels are ignored: a folder of images is then a data set however it is divided. */
export const UNLABELLED_LAYOUTS: readonly Layout[] = [...LAYOUTS.filter((l) => l !== folderPerClass), imageFolder];
