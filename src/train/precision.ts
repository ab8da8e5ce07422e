import { autocast, cpuHasBf16, engineInfo, type MemoryFormat } from '../torch/index.ts';
import type { TrainConfig } from './config.ts';

/** How the arithmetic of a run is done. */
export interface Precision {
  readonly name: 'f32' | 'bf16';
  readonly device: string;
  readonly memoryFormat: MemoryFormat;
  /** Runs a forward pass in this precision. */
  readonly forward: <T>(body: () => T) => T;
}

export function resolvePrecision(config: Pick<TrainConfig, 'precision' | 'device'>): Precision {
  const cuda = engineInfo().cudaDevices > 0;
  const device = config.device === 'auto' ? (cuda ? 'cuda' : 'cpu') : config.device;
  if (device.startsWith('cuda') && !cuda)
    throw new Error(`device ${device}: this libtorch sees no CUDA device; use cpu`);
  const automatic = device.startsWith('cuda') || cpuHasBf16() ? 'bf16' : 'f32';
  const name = config.precision === 'auto' ? automatic : config.precision;
  if (name === 'f32') return { name, device, memoryFormat: 'contiguous', forward: (body) => body() };
  return {
    name,
    device,
    memoryFormat: 'channelsLast',
    forward: (body) => autocast(body, { device: device.split(':')[0]! }),
  };
}
