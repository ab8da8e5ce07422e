import type { Document, TextScore } from '../train/text/index.ts';
import { command, oneOf, UsageError } from './command.ts';
import { renderTextScore } from './render-text.ts';
import { openTextModel } from './text-source.ts';

export const textEvaluate = command({
  name: 'text evaluate',
  description: 'How well a language model foresees a text: loss, perplexity, bits a byte, with intervals.',
  example: 'fovea text evaluate runs/reports --split test',
  args: {
    run: { type: 'positional', required: false, description: 'Folder of a run of "fovea text train"' },
    init: { type: 'string', description: 'In place of a run: folder of a GPT-2 of Hugging Face' },
    data: { type: 'string', description: 'Another text, or CSV file (default: what the run kept from training)' },
    columns: { type: 'string', description: "Columns of the CSV file that make up a document (default: the run's)" },
    groups: { type: 'string', description: 'Column of the patient (default: patient_id or uid)' },
    split: { type: 'string', description: 'Part of its own documents: test (default) or validation' },
    json: { type: 'boolean', description: 'Print one JSON object' },
  },
  async run(args) {
    const split = oneOf('split', args.split, ['test', 'validation'] as const);
    if (split !== undefined && (args.data !== undefined || args.init !== undefined)) {
      throw new UsageError('--split is of the data of a run; leave it out with --data');
    }
    if (args.init !== undefined && args.data === undefined)
      throw new UsageError('--init needs --data, a text to measure by');
    const text = await import('../train/text/index.ts');
    const { model, tokenizer, name, run } = await openTextModel(args);
    try {
      const length = model.config.contextLength;
      const columns = args.columns?.split(',') ?? run?.config.data.columns ?? null;
      const own = run === null ? null : text.readCorpus(run.config.data.path, run.config.data);
      const parts = own === null ? null : text.partsOf(own, run!.config.train);
      const other =
        args.data === undefined ? null : text.readCorpus(args.data, { columns, groups: args.groups ?? null });
      const corpus = other ?? own!;
      const part = corpus.continuous ? 'validation' : (split ?? 'test');
      if (split === 'test' && part !== 'test')
        throw new UsageError('--split test: a run on one text has none but validation');
      const documents = other?.documents ?? parts![part];
      const score = (chosen: readonly Document[]): TextScore | null => {
        if (chosen.length === 0) return null;
        const measured = text.measuredText(chosen, corpus, { tokenizer, length });
        return text.evaluateText(model, measured, train);
      };
      // Token frequencies of the training text are the baseline; of a model of others, those of the text itself.
      const train = text.trainTokens(own ?? corpus, parts ?? { train: documents }, tokenizer);
      const fresh = parts === null || corpus.continuous ? null : text.withoutRepeats(documents, parts.train);
      const result = {
        run: name,
        data: corpus.path,
        split: other === null ? part : null,
        documents: corpus.continuous ? null : documents.length,
        ...score(documents)!,
        repeats: fresh === null ? null : { documents: documents.length - fresh.length, without: score(fresh) },
      };
      console.log(args.json ? JSON.stringify(result) : renderTextScore(result));
    } finally {
      model.dispose();
    }
  },
});
