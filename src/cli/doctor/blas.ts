import type { Check } from './check.ts';

/** The BLAS libraries among the files that a process has mapped, and the one that libtorch was built with. */
export function checkBlas(maps: string, config: string): Check {
  const files = [
    ...new Set(maps.match(/\/\S*\/lib(?:blas|openblas|mkl|blis|flexiblas|nvpl_blas)[^/\s]*\.so\S*/g) ?? []),
  ];
  const reference = files.find((path) => /\/blas\/libblas\.so/.test(path));
  if (reference !== undefined) {
    return {
      name: 'BLAS',
      state: 'missing',
      found: `the reference BLAS (${reference}), many times slower than OpenBLAS`,
      mend: 'run "npm run setup", or "apt-get install libopenblas0-pthread"',
      data: { kind: 'reference', files },
    };
  }
  const kind = kindOf(files, config);
  return { name: 'BLAS', state: 'ok', found: [kind, files[0]].filter(Boolean).join(', '), data: { kind, files } };
}

function kindOf(files: readonly string[], config: string): string {
  const names: [RegExp, string][] = [
    [/openblas/, 'OpenBLAS'],
    [/mkl/, 'MKL'],
    [/blis/, 'BLIS'],
    [/nvpl/, 'NVPL'],
  ];
  const mapped = names.find(([pattern]) => files.some((path) => pattern.test(path)));
  if (mapped) return mapped[1];
  // Linked into libtorch itself, as in the Python packages.
  const builtIn = /BLAS_INFO=(\w+)/.exec(config)?.[1] ?? 'unknown';
  return `${{ mkl: 'MKL', open: 'OpenBLAS' }[builtIn] ?? builtIn}, within libtorch`;
}
