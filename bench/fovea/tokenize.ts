/** Tokenises the texts of a folder, from an empty cache of words each time. Usage: tokenize.ts FOLDER */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTokenizer } from '../../src/text/index.ts';
import { serve } from './serve.ts';

const [folder] = process.argv.slice(2) as [string];
const json = JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8'));
const texts = JSON.parse(readFileSync(join(folder, 'texts.json'), 'utf8')) as string[];

await serve({}, (count) => {
  let seconds = 0;
  for (let i = 0; i < count; i++) {
    const tokenizer = parseTokenizer(json);
    const start = performance.now();
    for (const text of texts) tokenizer.encode(text);
    seconds += (performance.now() - start) / 1000;
  }
  return { seconds };
});
