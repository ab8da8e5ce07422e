import { DATA } from './nih-common.ts';

/**
 * What recipes pre-train on: the union of two collections of NIH chest X-rays, without the patients of either test split; 1,159 images to
 * learn from, 287 of other patients to measure on.
 */
export const UNLABELLED = [DATA, '../shared/data/nih_cxr64'];

/**
 * Most of the images of one collection have no more than 64 pixels; 96 are 36 patches of a ViT. Grey images are one channel: a third of the
 * values to guess, none of them twice.
 */
export const INPUT = { imageSize: 96, inChannels: 1 };

/** Runs that recipes pre-train, and others begin from. */
export const MAE_RUN = 'runs/recipes/mae-nih-0';
export const MAE_CNN_RUN = 'runs/recipes/mae-resnet18-nih-0';
