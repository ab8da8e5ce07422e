/** What is known of a language model without building it. Sizes are those of its paper: a tokeniser brings its own vocabulary. */
export interface TextModelInfo {
  readonly description: string;
  readonly paper: string;
  /** `masked` models see both sides of a word and serve to classify; `causal` ones see what came before, and write. */
  readonly task: 'masked-language-model' | 'causal-language-model';
  readonly vocabSize: number;
  readonly contextLength: number;
  readonly parameters: number;
  /** Published weights that load by name, and the licence that they are under. */
  readonly weights: { readonly source: string; readonly licence: string } | null;
}

const BERT = {
  paper: 'Turc et al., Well-Read Students Learn Better, 2019, arXiv:1908.08962',
  task: 'masked-language-model',
  vocabSize: 30_522,
  contextLength: 512,
  weights: { source: 'Hugging Face, BERT miniatures', licence: 'Apache-2.0' },
} as const;

const GPT = {
  paper: 'Radford et al., Language Models are Unsupervised Multitask Learners, 2019',
  task: 'causal-language-model',
  weights: null,
} as const;

/** The language models. Parameters are held to the models by tests. */
export const TEXT_CATALOG = {
  bert_tiny: { ...BERT, description: 'BERT, 128 wide, 2 layers', parameters: 4_433_468 },
  bert_mini: { ...BERT, description: 'BERT, 256 wide, 4 layers', parameters: 11_267_900 },
  bert_small: { ...BERT, description: 'BERT, 512 wide, 4 layers', parameters: 29_058_876 },
  bert_base: {
    ...BERT,
    description: 'BERT-base, 768 wide, 12 layers',
    paper: 'Devlin et al., BERT: Pre-training of Deep Bidirectional Transformers, NAACL 2019, arXiv:1810.04805',
    parameters: 110_106_428,
    weights: { source: 'Hugging Face, bert-base-uncased', licence: 'Apache-2.0' },
  },
  gpt_char: {
    ...GPT,
    description: 'GPT of characters, 128 wide, 4 layers',
    vocabSize: 65,
    contextLength: 64,
    parameters: 809_856,
  },
  gpt_mini: {
    ...GPT,
    description: 'GPT, 192 wide, 6 layers',
    vocabSize: 8192,
    contextLength: 256,
    parameters: 4_291_584,
  },
  gpt_small: {
    ...GPT,
    description: 'GPT, 512 wide, 8 layers',
    vocabSize: 16_384,
    contextLength: 512,
    parameters: 33_870_848,
  },
  gpt2: {
    ...GPT,
    description: "GPT-2's smallest, 768 wide, 12 layers",
    vocabSize: 50_257,
    contextLength: 1024,
    parameters: 124_439_808,
    weights: { source: 'Hugging Face, gpt2', licence: 'MIT' },
  },
} as const satisfies Record<string, TextModelInfo>;

export type TextModelName = keyof typeof TEXT_CATALOG;

/** The language models, in the order of the catalogue. */
export function listTextModels(): (TextModelInfo & { readonly name: TextModelName })[] {
  return Object.entries(TEXT_CATALOG).map(([name, info]) => ({ name: name as TextModelName, ...info }));
}
