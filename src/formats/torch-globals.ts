import { DTYPES, type DType, type HostArray } from '../torch/dtype.ts';
import { numpyGlobals } from './numpy-globals.ts';
import { asInt, asList, asSizes, asText, type Globals, PyGlobal } from './pickle-values.ts';
import { pythonGlobals } from './python-globals.ts';

/** A torch.*Storage as a class; without a dtype its length counts bytes. */
export class StorageType extends PyGlobal {
  readonly dtype: DType | undefined;

  constructor(name: string, dtype: DType | undefined) {
    super(name);
    this.dtype = dtype;
  }
}

/** A storage that a pickle names. Its bytes are read later: in legacy files they lie behind the pickle. */
export interface StorageRef {
  readonly kind: 'storage';
  readonly key: string;
  /** Element type and count; an untyped storage counts bytes. */
  readonly dtype: DType | undefined;
  readonly length: number;
  /** Where this storage begins in the one that is in the file, in elements (old PyTorch's storage views). */
  readonly base: number;
}

/** A tensor already placed in the tree, whose `data` is still to be filled from its storage. */
export interface PendingTensor {
  readonly leaf: { dtype: DType; shape: readonly number[]; data: Uint8Array };
  readonly storage: StorageRef;
  /** In elements of the leaf's dtype. */
  readonly offset: number;
  readonly strides: readonly number[];
}

const STORAGES: Record<string, DType | undefined> = {
  FloatStorage: 'f32',
  DoubleStorage: 'f64',
  HalfStorage: 'f16',
  BFloat16Storage: 'bf16',
  LongStorage: 'i64',
  IntStorage: 'i32',
  ShortStorage: 'i16',
  CharStorage: 'i8',
  ByteStorage: 'u8',
  BoolStorage: 'bool',
  UntypedStorage: undefined,
};

const TORCH_DTYPES: Record<string, DType> = {
  float32: 'f32',
  float64: 'f64',
  float16: 'f16',
  bfloat16: 'bf16',
  int64: 'i64',
  int32: 'i32',
  int16: 'i16',
  int8: 'i8',
  uint8: 'u8',
  bool: 'bool',
};

/** Everything a PyTorch checkpoint may name. Tensors that get built are added to `pending`. */
export function torchGlobals(pending: PendingTensor[]): Globals {
  const globals = new Map([...pythonGlobals(), ...numpyGlobals()]);
  const add = (name: string, call?: PyGlobal['call']) => globals.set(name, new PyGlobal(name, call));

  for (const [name, dtype] of Object.entries(STORAGES)) {
    for (const module of ['torch', 'torch.cuda', 'torch.storage']) {
      globals.set(`${module}.${name}`, new StorageType(`${module}.${name}`, dtype));
    }
  }
  for (const [name, dtype] of Object.entries(TORCH_DTYPES)) globals.set(`torch.${name}`, new TorchDtype(name, dtype));

  const build = (storage: unknown, offset: unknown, size: unknown, stride: unknown, dtype?: unknown): HostArray => {
    if (!isStorageRef(storage)) throw new TypeError('a tensor has no storage');
    const type = dtype instanceof TorchDtype ? dtype.dtype : storage.dtype;
    if (type === undefined) throw new TypeError('a tensor has no dtype');
    const leaf = { dtype: type, shape: asSizes(size), data: new Uint8Array() };
    const strides = asSizes(stride);
    if (strides.length !== leaf.shape.length)
      throw new RangeError('a tensor has more strides than dimensions, or fewer');
    pending.push({ leaf, storage, offset: asInt(offset), strides });
    return leaf;
  };
  add('torch._utils._rebuild_tensor', ([storage, offset, size, stride]) => build(storage, offset, size, stride));
  add('torch._utils._rebuild_tensor_v2', ([storage, offset, size, stride]) => build(storage, offset, size, stride));
  add('torch._utils._rebuild_tensor_v3', ([storage, offset, size, stride, , , dtype]) =>
    build(storage, offset, size, stride, dtype),
  );
  const unwrap = ([data]: readonly unknown[]) => data ?? null;
  add('torch._utils._rebuild_parameter', unwrap);
  add('torch._utils._rebuild_parameter_with_state', unwrap);
  add('torch.nn.parameter.Parameter', unwrap);
  add('torch.nn.parameter.Buffer', unwrap);
  add('torch.Tensor');
  add('torch._tensor._rebuild_from_type_v2', ([rebuild, , args]) => {
    if (rebuild instanceof PyGlobal && rebuild.call) return rebuild.call(asList(args));
    throw new TypeError('a tensor is not built by a known function');
  });
  add('torch.Size', ([sizes]) => [...asList(sizes)]);
  add('torch.device', ([type, index]) => (index === undefined ? asText(type) : `${asText(type)}:${asInt(index)}`));
  return globals;
}

/** A torch.dtype: its name in the tree, its Fovea dtype for tensors. */
class TorchDtype extends PyGlobal {
  readonly dtype: DType;

  constructor(name: string, dtype: DType) {
    super(`torch.${name}`);
    this.dtype = dtype;
  }
}

export function isStorageRef(value: unknown): value is StorageRef {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'storage';
}

/**
 * A persistent id of torch.save: ('storage', type, key, device, length[, view]), where a view of old PyTorch is
 * (key, offset, length) into the storage named before it.
 */
export function storageOf(id: unknown): StorageRef {
  const [what, type, key, , length, view] = asList(id);
  if (what !== 'storage' || !(type instanceof StorageType)) throw new TypeError('a persistent id names no storage');
  const ref = { kind: 'storage', key: String(asKey(key)), dtype: type.dtype } as const;
  if (view === undefined || view === null) return { ...ref, length: asInt(length), base: 0 };
  const [, offset, viewLength] = asList(view);
  return { ...ref, length: asInt(viewLength), base: asInt(offset) };
}

function asKey(key: unknown): string | number {
  return typeof key === 'number' ? key : asText(key);
}

/** Bytes of one element of a storage. */
export function elementBytes(storage: StorageRef): number {
  return storage.dtype === undefined ? 1 : DTYPES[storage.dtype].bytes;
}
