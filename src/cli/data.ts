import { type CommandDef, defineCommand } from 'citty';
import { command, numberOf } from './command.ts';

const inspect = command({
  name: 'data inspect',
  description: 'What a data set holds: counts, patients, sizes, duplicates, leaks.',
  example: 'fovea data inspect xrays --label pneumothorax',
  args: {
    data: { type: 'positional', required: true, description: 'Folder or CSV' },
    label: { type: 'string', description: 'Column or finding to count' },
    positive: { type: 'string', description: 'Value of that column that is the positive class' },
    'skip-bad': { type: 'boolean', description: 'Leave bad rows out, and list them' },
    json: { type: 'boolean', description: 'Print one JSON object' },
  },
  async run(args) {
    const { inspectDataset, openDataset } = await import('../data/index.ts');
    const { label, positive } = args;
    const dataset = openDataset(args.data, {
      ...(label ? { label } : {}),
      ...(positive ? { positive } : {}),
      skipBad: args['skip-bad'] === true,
    });
    const inspection = await inspectDataset(dataset);
    if (args.json) console.log(JSON.stringify(inspection));
    else {
      const { renderInspection } = await import('./render-inspection.ts');
      console.log(renderInspection(inspection));
    }
  },
});

const phantom = command({
  name: 'data phantom',
  description: 'Draw a synthetic chest X-ray data set with pneumothoraces and their masks.',
  example: 'fovea data phantom --out phantom --count 400 --seed 1',
  args: {
    out: { type: 'string', required: true, description: 'Folder to write' },
    count: { type: 'string', default: '400', description: 'Images (default 400)' },
    size: { type: 'string', default: '256', description: 'Side of the images, pixels (default 256)' },
    seed: { type: 'string', default: '0', description: 'Seed (default 0)' },
    prevalence: { type: 'string', description: 'Share of images with pneumothorax' },
    'tube-correlation': { type: 'string', description: 'Correlation of a chest tube with the label, 0 to 1' },
    json: { type: 'boolean', description: 'Print one JSON object' },
  },
  async run(args) {
    const { writePhantomDataset } = await import('../data/phantom/index.ts');
    const prevalence = numberOf('prevalence', args.prevalence);
    const tubeCorrelation = numberOf('tube-correlation', args['tube-correlation']);
    const written = await writePhantomDataset({
      out: args.out,
      count: numberOf('count', args.count)!,
      size: numberOf('size', args.size)!,
      seed: numberOf('seed', args.seed)!,
      ...(prevalence === undefined ? {} : { prevalence }),
      ...(tubeCorrelation === undefined ? {} : { tubeCorrelation }),
    });
    if (args.json) console.log(JSON.stringify(written));
    else
      console.log(
        `${written.out}: ${written.images} synthetic images of ${written.patients} patients, ${written.positives} with pneumothorax`,
      );
  },
});

export const data: CommandDef = defineCommand({
  meta: {
    name: 'fovea data',
    description: 'Inspect a data set, or make a synthetic one.\n\nExample: fovea data inspect xrays',
  },
  subCommands: { inspect, phantom },
});
