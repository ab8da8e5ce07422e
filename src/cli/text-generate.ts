import { command, numberOf } from './command.ts';
import { openTextModel } from './text-source.ts';

/** Stands with every text that a model wrote. */
const WARNING = 'this text is invented by a language model; nothing in it is a finding, or says anything of a patient';

export const textGenerate = command({
  name: 'text generate',
  description: `Let a language model write on, as it goes. What it writes is invented: state nothing of a patient by it.`,
  example: 'fovea text generate runs/reports --prompt "Findings: The lungs" --temperature 0.8 --top-k 40',
  args: {
    run: { type: 'positional', required: false, description: 'Folder of a run of "fovea text train"' },
    init: { type: 'string', description: 'In place of a run: folder of a GPT-2 of Hugging Face' },
    prompt: { type: 'string', description: 'Text to go on from (default: the beginning of a document, or a line)' },
    tokens: { type: 'string', default: '500', description: 'Most tokens to write (default 500)' },
    temperature: {
      type: 'string',
      default: '1',
      description: 'Below 1 more probable text; 0: always the most probable',
    },
    'top-k': { type: 'string', description: 'Draw from the k most probable tokens only' },
    'top-p': { type: 'string', description: 'Draw from the fewest tokens that hold this probability' },
    seed: { type: 'string', default: '0', description: 'Seed of the draws (default 0)' },
    tokenizer: { type: 'string', description: "Another tokenizer.json than the model's" },
    json: { type: 'boolean', description: 'Print one JSON object at the end, and nothing before' },
  },
  async run(args) {
    const options = {
      maxTokens: numberOf('tokens', args.tokens)!,
      temperature: numberOf('temperature', args.temperature)!,
      topK: numberOf('top-k', args['top-k']) ?? null,
      topP: numberOf('top-p', args['top-p']) ?? null,
      seed: numberOf('seed', args.seed)!,
    };
    const { generate } = await import('../models/index.ts');
    const { textStream } = await import('../text/index.ts');
    const { endToken } = await import('../train/text/index.ts');
    const { model, tokenizer, name, run } = await openTextModel(args);
    try {
      const end = endToken(tokenizer);
      // Documents were read behind an end token; one long text has none.
      const documents = end !== null && (run === null || run.config.data.columns !== null);
      const prompt = args.prompt ?? (documents ? '' : '\n');
      const ids = encodePrompt(() => tokenizer.encode(prompt));
      if (documents && (run !== null || ids.length === 0)) ids.unshift(end);
      const stream = textStream(tokenizer, ids);
      if (!args.json) console.error(`note: ${WARNING}`);
      if (!args.json) process.stdout.write(prompt);
      let text = '';
      const write = (piece: string) => {
        text += piece;
        if (!args.json) process.stdout.write(piece);
      };
      for (const id of generate(model, ids, { ...options, stopAt: end })) write(stream.next(id));
      write(stream.end());
      console.log(args.json ? JSON.stringify({ run: name, prompt, text, warning: WARNING, ...options }) : '');
    } finally {
      model.dispose();
    }
  },
});

function encodePrompt(encode: () => Int32Array): number[] {
  try {
    return [...encode()];
  } catch (error) {
    throw new Error(`--prompt: ${(error as Error).message}; leave it out`);
  }
}
