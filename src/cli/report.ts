import { command } from './command.ts';
import { REFERENCE_DICE, statedDice } from './stated-dice.ts';

export const report = command({
  name: 'report',
  description: 'Write the report of a run or a comparison: one HTML file that needs no network.',
  example: 'fovea report runs/first --pdf',
  args: {
    folder: { type: 'positional', required: true, description: 'Folder of a run or of a comparison' },
    out: { type: 'string', description: 'File to write (default report.html in that folder)' },
    images: {
      type: 'boolean',
      default: true,
      description: 'Put small copies of images in; --no-images leaves them out',
    },
    'reference-dice': REFERENCE_DICE,
    explain: { type: 'boolean', description: 'Of a run: lay over each mistake what the model looked at' },
    pdf: { type: 'boolean', description: 'Print it to a PDF too, by Chromium' },
    json: { type: 'boolean', description: 'Print one JSON object' },
  },
  lists: ['reference-dice'],
  async run(args, _rest, lists) {
    const people = statedDice(lists['reference-dice']!);
    const { printToPdf, writeReport } = await import('../report/index.ts');
    const { out, images, explain } = args;
    const html = await writeReport(args.folder, { out, images, explain, people });
    const pdf = args.pdf ? html.replace(/(\.html?)?$/i, '.pdf') : null;
    if (pdf !== null) await printToPdf(html, pdf);
    if (args.json) console.log(JSON.stringify({ report: html, pdf }));
    else console.log(pdf === null ? html : `${html}\n${pdf}`);
  },
});
