import { type CommandDef, defineCommand } from 'citty';

export const text: CommandDef = defineCommand({
  meta: {
    name: 'fovea text',
    description:
      'Language models: train a GPT and let it write; pre-train a BERT and let it label texts.\n\nExample: fovea text train --data book.txt',
  },
  subCommands: {
    train: async () => (await import('./text-train.ts')).textTrain as CommandDef,
    pretrain: async () => (await import('./text-pretrain.ts')).textPretrain as CommandDef,
    finetune: async () => (await import('./text-finetune.ts')).textFinetune as CommandDef,
    predict: async () => (await import('./text-predict.ts')).textPredict as CommandDef,
    generate: async () => (await import('./text-generate.ts')).textGenerate as CommandDef,
    evaluate: async () => (await import('./text-evaluate.ts')).textEvaluate as CommandDef,
  },
});
