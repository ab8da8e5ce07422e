import { command } from './command.ts';

export const models = command({
  name: 'models',
  description: 'List the models that Fovea builds.',
  example: 'fovea models --json',
  args: {
    weights: { type: 'boolean', description: 'List the weights that --init knows by name, with their licences' },
    json: { type: 'boolean', description: 'Print one JSON object' },
  },
  async run(args) {
    if (args.weights) return (await import('./models-weights.ts')).printWeights(args.json === true);
    const { listModels } = await import('../models/catalog/index.ts'); // the facts alone: no engine is loaded
    const all = listModels();
    if (args.json) {
      console.log(JSON.stringify({ models: all }));
      return;
    }
    const rows = all.map((m) => [
      m.name,
      (m.parameters / 1e6).toFixed(2),
      m.gmacs.toPrecision(3),
      `${m.defaultInChannels}×${m.defaultImageSize}²`,
      m.weights === null ? '–' : `${m.weights.source} (${m.weights.licence})`,
      m.paper,
    ]);
    const table = [['model', 'M params', 'GMACs', 'input', 'known weights', 'paper'], ...rows];
    const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
    const numeric = new Set([1, 2, 3]);
    for (const row of table) {
      const cells = row.map((cell, i) => (numeric.has(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)));
      console.log(cells.join('  ').trimEnd());
    }
  },
});
