import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { emit } from './emit.ts';

/** `npm run codegen` writes src/torch/ops.gen.ts; with `--check` it only says whether the file is up to date. */
const path = resolve(import.meta.dirname, '../src/torch/ops.gen.ts');
const text = emit();
if (process.argv.includes('--check')) {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    console.error(`${relative('.', path)} is not what codegen/operators.ts gives: run "npm run codegen"`);
    process.exit(1);
  }
} else {
  writeFileSync(path, text);
}
