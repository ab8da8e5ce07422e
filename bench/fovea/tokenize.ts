/** Tokenises the texts of a folder, from an empty cache of words each time. Usage: tokenize.ts FOLDER */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTokenizer } from '../../src/text/index.ts';
import { serve } from './serve.ts';

const [folder] = process.argv.slice(2) as [string];
const json = JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8'));
const texts = JSON.parse(readFileSync(join(folder, 'texts.json'), 'utf8')) as string[];

await serve({}, (count) => {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  let building = { seconds: 0, cpuSeconds: 0 };
  for (let i = 0; i < count; i++) {
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    const tokenizer = parseTokenizer(json);
    const { seconds, cpuSeconds } = since(start, cpu);
    building = { seconds: building.seconds + seconds, cpuSeconds: building.cpuSeconds + cpuSeconds };
    for (const text of texts) tokenizer.encode(text);
  }
  const all = since(begun, before);
  return { seconds: all.seconds - building.seconds, cpuSeconds: all.cpuSeconds - building.cpuSeconds };
});

function since(start: number, before: NodeJS.CpuUsage) {
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
}
