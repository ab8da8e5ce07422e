/** What the two recipes of masked autoencoding on NIH's chest X-rays share. */
export const MODEL = 'vit_tiny_patch16_224';
/** 36 patches of 16 pixels; most of the images of one source have no more than 64 pixels. */
export const IMAGE_SIZE = 96;
export const DATA = '../shared/data/nih_cxr320';
/** Grey images are one channel: a third of the values to guess, none of them twice. */
export const IN_CHANNELS = 1;
export const PRETRAINED = 'runs/recipes/mae-nih-0';
