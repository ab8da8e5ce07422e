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
    const { listModels, listTextModels } = await import('../models/catalog/index.ts'); // the facts alone: no engine is loaded
    const [images, texts] = [listModels(), listTextModels()];
    if (args.json) {
      console.log(JSON.stringify({ models: images, textModels: texts }));
      return;
    }
    const weightsOf = (m: { weights: { source: string; licence: string } | null }) =>
      m.weights === null ? '–' : `${m.weights.source} (${m.weights.licence})`;
    const millions = (m: { parameters: number }) => (m.parameters / 1e6).toFixed(2);
    printTable([
      ['model', 'M params', 'GMACs', 'input', 'known weights', 'paper'],
      ...images.map((m) => [
        m.name,
        millions(m),
        m.gmacs.toPrecision(3),
        `${m.defaultInChannels}×${m.defaultImageSize}²`,
        weightsOf(m),
        m.paper,
      ]),
    ]);
    console.log();
    printTable([
      ['text model', 'M params', 'tokens', 'context', 'known weights', 'paper'],
      ...texts.map((m) => [m.name, millions(m), String(m.vocabSize), String(m.contextLength), weightsOf(m), m.paper]),
    ]);
  },
});

function printTable(table: readonly (readonly string[])[]): void {
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const numeric = new Set([1, 2, 3]);
  for (const row of table) {
    const cells = row.map((cell, i) => (numeric.has(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)));
    console.log(cells.join('  ').trimEnd());
  }
}
