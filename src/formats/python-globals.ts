import { asBytes, asList, asText, type Globals, Namespace, PyGlobal } from './pickle-values.ts';

/** Globals of the standard library that checkpoints hold: containers, namespaces, and a few mere names. */
export function pythonGlobals(): Globals {
  const globals = new Map<string, PyGlobal>();
  const add = (names: readonly string[], call?: PyGlobal['call']) => {
    for (const name of names) globals.set(name, new PyGlobal(name, call));
  };
  // Python 2 called the module of the built-in functions __builtin__.
  const builtin = (...names: string[]) => names.flatMap((name) => [`builtins.${name}`, `__builtin__.${name}`]);

  add(['collections.OrderedDict', 'collections.Counter', ...builtin('dict')], ([items]) => toMap(items));
  add(['collections.defaultdict'], ([, items]) => toMap(items));
  add(builtin('list', 'tuple'), ([items]) => (items === undefined ? [] : [...asList(items)]));
  add(builtin('set', 'frozenset'), ([items]) => new Set(items === undefined ? [] : asList(items)));
  add(['argparse.Namespace', 'types.SimpleNamespace', ...ATTRIBUTE_DICTS], () => new Namespace());
  add(['pathlib.PosixPath', 'pathlib.PurePosixPath', 'pathlib.WindowsPath'], toPath);

  // Protocols 0 to 2 spell bytes as text, and objects as class, base and state.
  add(['_codecs.encode'], ([text, encoding]) => {
    if (encoding !== 'latin1') throw new TypeError('bytes are not encoded as latin1');
    return asBytes(asText(text));
  });
  add([...builtin('bytes', 'bytearray')], ([content]) => (content === undefined ? new Uint8Array() : asBytes(content)));
  add(['copyreg._reconstructor', 'copy_reg._reconstructor'], ([cls]) => {
    if (cls instanceof PyGlobal && cls.call !== undefined) return cls.call([]);
    throw new TypeError('an object has no class');
  });
  add(builtin('object', 'int', 'long', 'float', 'bool', 'str', 'unicode'));
  return globals;
}

/** Dictionaries with attribute access, in which Lightning keeps hyper-parameters. */
const ATTRIBUTE_DICTS = [
  'pytorch_lightning.utilities.parsing.AttributeDict',
  'lightning.fabric.utilities.data.AttributeDict',
  'lightning_fabric.utilities.data.AttributeDict',
];

/** Path('/', 'data', 'x') is /data/x. */
function toPath(parts: readonly unknown[]): string {
  return parts.map(asText).join('/').replace(/^\/\//, '/');
}

function toMap(items: unknown): Map<unknown, unknown> {
  if (items === undefined) return new Map();
  if (items instanceof Map) return new Map(items);
  return new Map(
    asList(items).map((pair) => {
      const [key, value] = asList(pair);
      return [key, value];
    }),
  );
}
