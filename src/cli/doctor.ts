import { command } from './command.ts';
import type { Check } from './doctor/check.ts';

export const doctor = command({
  name: 'doctor',
  description: 'Check what this machine has, and say how to mend what is missing.',
  example: 'fovea doctor',
  args: { json: { type: 'boolean', description: 'Print one JSON object' } },
  async run(args) {
    const checks = await examine();
    const ok = checks.every(({ state }) => state !== 'missing');
    if (args.json) {
      const { version } = await import('./version.ts');
      console.log(JSON.stringify({ ok, version, checks }));
    } else {
      console.log(checks.map(line).join('\n'));
    }
    if (!ok) process.exitCode = 1;
  },
});

/** Every check in turn; one that finds nothing does not keep the others from looking. */
async function examine(): Promise<Check[]> {
  const [{ checkCpu }, { checkEngine }, machine] = await Promise.all([
    import('./doctor/cpu.ts'),
    import('./doctor/engine.ts'),
    import('./doctor/machine.ts'),
  ]);
  const images = await machine.checkImages();
  const engine = await checkEngine();
  return [machine.checkNode(), ...engine, checkCpu(), images, machine.checkMemory(), machine.checkDisk()];
}

function line({ name, state, found, mend }: Check): string {
  const text = `${state.padEnd(9)}${name.padEnd(10)}${found}`;
  return mend === undefined ? text : `${text}\n${' '.repeat(19)}→ ${mend}`;
}
