import { folderPerClass } from './folders.ts';
import { kagglePneumothorax } from './kaggle.ts';
import type { Layout } from './layout.ts';
import { manifest } from './manifest.ts';
import { nihChestXray } from './nih.ts';

/** In order of recognition, the most particular first. A new layout is one file and one entry here. */
export const LAYOUTS: readonly Layout[] = [kagglePneumothorax, nihChestXray, manifest, folderPerClass];
