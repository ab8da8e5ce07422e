import { expect, test } from 'vitest';
import { findPretrained } from '../models/pretrained/index.ts';
import { checkModel } from './init-weights.ts';

const check = (weights: string, model: string) => () => checkModel(findPretrained(weights), model);

test("weights are their model's, or those of a model for segmentation around it", () => {
  expect(check('resnet34.torchvision', 'resnet34')).not.toThrow();
  expect(check('resnet34.torchvision', 'unet_resnet34')).not.toThrow();
  expect(check('vit_small_patch16_224.timm', 'unetr2d')).not.toThrow();
  expect(check('resnet34.torchvision', 'resnet50')).toThrow('not of resnet50; choose --model resnet34');
  expect(check('resnet34.torchvision', 'unet')).toThrow('choose --model unet_resnet34 or unetpp_resnet34');
  expect(check('alexnet.torchvision', 'unet')).toThrow('no model for segmentation has it as encoder');
});
