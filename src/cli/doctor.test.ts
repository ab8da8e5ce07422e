import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { checkBlas } from './doctor/blas.ts';
import type { Check } from './doctor/check.ts';
import { parseCpu } from './doctor/cpu.ts';

const main = resolve(import.meta.dirname, 'main.ts');
const root = resolve(import.meta.dirname, '../..');

interface Report {
  readonly code: number;
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

/** Runs `fovea doctor --json` in a process of its own, as libtorch is loaded once per process. */
function doctor(env: Record<string, string>): Promise<Report> {
  return new Promise((done, fail) => {
    const args = ['--import', 'tsx', main, 'doctor', '--json'];
    execFile(process.execPath, args, { cwd: root, env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      if (stdout === '') fail(new Error(stderr));
      else done({ code: Number(error?.code ?? 0), ...JSON.parse(stdout) });
    });
  });
}

const named = (report: Report, name: string) => report.checks.find((check) => check.name === name);

test('names libtorch, the engine over it and the BLAS in use', async () => {
  const report = await doctor({});
  expect(named(report, 'libtorch')?.data?.version).toMatch(/^\d+\.\d+\.\d+/);
  expect(named(report, 'engine')?.found).toContain('libtorch');
  expect(named(report, 'BLAS')?.data?.kind).toBeTypeOf('string');
  expect(report.code).toBe(report.ok ? 0 : 1);
});

test('works without the addon, says so with the mend, and exits with 1', async () => {
  const report = await doctor({ FOVEA_BUILD_DIR: '/nonexistent' });
  expect(report).toMatchObject({ code: 1, ok: false });
  expect(named(report, 'engine')).toMatchObject({ state: 'missing', mend: 'run "npm run setup"' });
  expect(named(report, 'engine')?.found).toContain('/nonexistent/fovea.node');
  expect(named(report, 'libtorch')?.state).toBe('ok');
});

test('names a FOVEA_LIBTORCH that is none, and still checks the rest', async () => {
  const report = await doctor({ FOVEA_LIBTORCH: '/nonexistent' });
  expect(named(report, 'libtorch')).toMatchObject({ state: 'missing' });
  expect(named(report, 'libtorch')?.found).toContain('FOVEA_LIBTORCH=/nonexistent');
  expect(named(report, 'disk')?.found).toMatch(/GiB free/);
});

test('reads what the processor can do', () => {
  const amx = parseCpu('model name\t: Xeon\nflags\t\t: sse avx2 avx512f avx512_bf16 amx_bf16\n');
  expect(amx).toEqual({ model: 'Xeon', extensions: ['AVX2', 'AVX-512', 'AVX512-BF16', 'AMX-BF16'], bf16: true });
  expect(parseCpu('model name\t: Old\nflags\t\t: sse avx2\n')).toMatchObject({ extensions: ['AVX2'], bf16: false });
  expect(parseCpu('Features\t: fp asimd sve bf16\n')).toMatchObject({
    extensions: ['NEON', 'SVE', 'BF16'],
    bf16: false, // as in training, which takes f32 there
  });
});

test('calls the reference BLAS missing, even where OpenBLAS is loaded beside it', () => {
  const map = (path: string) => `7f00-7f01 r-xp 00000000 08:01 1 ${path}\n`;
  const openBlas = '/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblasp-r0.3.21.so';
  const reference = '/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0';
  expect(checkBlas(map(openBlas), '')).toMatchObject({ state: 'ok', data: { kind: 'OpenBLAS' } });
  expect(checkBlas(map(openBlas) + map(reference), '')).toMatchObject({ state: 'missing' });
  expect(checkBlas('', 'BLAS_INFO=mkl, USE_CUDA=0')).toMatchObject({ state: 'ok', found: 'MKL, within libtorch' });
});
