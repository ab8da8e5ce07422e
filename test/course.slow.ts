import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const lessons = readdirSync(join(root, 'examples')).filter((file) => /^\d\d-.*\.ts$/.test(file));
const run = promisify(execFile);

/** What a lesson says at its end; see `expectResult` of examples/support/lesson.ts. */
const RESULT = /^result: (.+) = (\S+), expected ([≥≤]) (\S+): (yes|no)$/gm;

test('the lessons are numbered from 1 without a gap', () => {
  expect(lessons.map((file) => Number(file.slice(0, 2)))).toEqual(lessons.map((_, i) => i + 1));
});

describe('each lesson of the course ends as it says it will', () => {
  test.each(lessons)('%s', async (lesson) => {
    const program = [join(root, 'node_modules/tsx/dist/cli.mjs'), join(root, 'examples', lesson), '--quick'];
    const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
    const { stdout } = await run(process.execPath, program, { cwd: root, env });
    const results = [...stdout.matchAll(RESULT)];
    expect(results.length, stdout).toBeGreaterThan(0);
    for (const [line, , value, relation, bound] of results) {
      const [actual, wanted] = [Number(value), Number(bound)];
      expect(relation === '≥' ? actual >= wanted : actual <= wanted, line).toBe(true);
    }
  });
});
