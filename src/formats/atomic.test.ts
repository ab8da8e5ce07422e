import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { failureOf, temporaryFolder } from '../../test/golden/formats/testing.ts';
import { writeFileAtomic } from './atomic.ts';

test('text, bytes and chunks replace what was there and leave nothing else behind', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'file');
  for (const data of ['naïve', new Uint8Array([1, 2]), [new Uint8Array([3]), new Uint8Array(), new Uint8Array([4])]]) {
    writeFileAtomic(path, data);
    const expected = typeof data === 'string' ? data : Buffer.concat([data].flat()).toString();
    expect(readFileSync(path, 'utf8')).toBe(expected);
  }
  expect(readdirSync(folder)).toEqual(['file']);
});

test('a full disk is one line, the old file stays, the temporary one goes', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'checkpoint');
  writeFileSync(path, 'old');
  // A process limit on file size stands for the full disk: write(2) fails half-way just the same.
  const script = `import { writeFileAtomic } from ${JSON.stringify(join(import.meta.dirname, 'atomic.ts'))};
    try { writeFileAtomic(${JSON.stringify(path)}, new Uint8Array(1e6)); } catch (error) { console.log(error.message); }`;
  const node = `${process.execPath} --import tsx --input-type=module`;
  const { stdout } = spawnSync('bash', ['-c', `ulimit -f 16; ${node} -e '${script}'`], { encoding: 'utf8' });
  expect(stdout).toMatch(/^.*checkpoint: cannot write: .*size limit.*; free some space .*\n$/);
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['checkpoint']);
});

test('a missing folder, and a folder in the way, are one line each', () => {
  const folder = temporaryFolder();
  expect(failureOf(() => writeFileAtomic(join(folder, 'no', 'x'), ''))).toMatch(/no\/x: cannot write: no such file/);
  mkdirSync(join(folder, 'd'));
  expect(failureOf(() => writeFileAtomic(join(folder, 'd'), ''))).toMatch(/\/d: cannot write: it is a folder/);
  expect(readdirSync(folder)).toEqual(['d']);
});

test('temporary files of dead writers are swept, those of living ones and of other files are not', () => {
  const folder = temporaryFolder();
  const dead = spawnSync(process.execPath, ['-e', '0']).pid;
  const stale = [`.last.${dead}.tmp`, `.best.${dead}.tmp`, `.last.${process.ppid}.tmp`];
  for (const name of stale) {
    writeFileSync(join(folder, name), '');
    utimesSync(join(folder, name), 0, 0);
  }
  writeFileAtomic(join(folder, 'last'), 'new');
  expect(readdirSync(folder).sort()).toEqual([stale[1], stale[2], 'last'].sort());
});
