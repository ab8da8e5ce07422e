import { type CommandDef, defineCommand } from 'citty';

export const text: CommandDef = defineCommand({
  meta: {
    name: 'fovea text',
    description:
      'Language models: train one on a text, let it write, measure it.\n\nExample: fovea text train --data book.txt',
  },
  subCommands: {
    train: async () => (await import('./text-train.ts')).textTrain as CommandDef,
    generate: async () => (await import('./text-generate.ts')).textGenerate as CommandDef,
    evaluate: async () => (await import('./text-evaluate.ts')).textEvaluate as CommandDef,
  },
});
