import { command } from './command.ts';

export const models = command({
  name: 'models',
  description: 'List the models that Fovea builds.',
  example: 'fovea models --json',
  args: { json: { type: 'boolean', description: 'Print one JSON object' } },
  async run(args) {
    const { listModels } = await import('../models/index.ts');
    const all = listModels();
    if (args.json) {
      console.log(JSON.stringify({ models: all }));
      return;
    }
    const width = Math.max(...all.map((m) => m.name.length));
    for (const m of all) console.log(`${m.name.padEnd(width)}  ${m.description}`);
  },
});
