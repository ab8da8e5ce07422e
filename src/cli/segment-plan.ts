import { command, numberOf, UsageError } from './command.ts';
import { MASK_ARGS, maskOptions } from './mask-options.ts';

export const segmentPlan = command({
  name: 'segment plan',
  description:
    'Look at images and masks, and propose a configuration with the reason of each choice. Nothing is trained.',
  example: 'fovea segment plan --data xrays --hours 2 --out plan.json',
  args: {
    data: { type: 'string', required: true, description: 'Folder or CSV of images and masks' },
    ...MASK_ARGS,
    label: { type: 'string', description: 'Column of labels of images, which stratify the split' },
    hours: { type: 'string', default: '2', description: 'Training time to aim at (default 2)' },
    out: {
      type: 'string',
      default: 'plan.json',
      description: 'File to write, for fovea segment --config (default plan.json)',
    },
    'skip-bad': { type: 'boolean', description: 'Leave bad rows and images out, and list them' },
    json: { type: 'boolean', description: 'Print one JSON object' },
  },
  async run(args) {
    const hours = numberOf('hours', args.hours)!;
    if (!(hours > 0)) throw new UsageError(`--hours takes a number above 0, not "${args.hours}"`);
    const { runSegmentPlan } = await import('./segment-plan-run.ts');
    const skipBad = args['skip-bad'] === true;
    const { data, label, out, json } = args;
    await runSegmentPlan({ data, label, out, hours, skipBad, masks: maskOptions(args), json: json === true });
  },
});
