import type { Cursor } from './cursor.ts';
import { badFile } from './errors.ts';
import { narrow, parseInteger, unescapeUnicode, unquote } from './pickle-text.ts';
import { asList, asText, type Globals, isStateful, PyGlobal } from './pickle-values.ts';

export interface PickleOptions {
  /** The only globals the pickle may name; any other ends the reading. */
  readonly globals: Globals;
  /** What a persistent id stands for (PyTorch: a storage). */
  readonly persistentLoad?: (id: unknown) => unknown;
}

/**
 * Reads one pickle (protocols 0 to 5, https://docs.python.org/3/library/pickletools.html) and executes nothing: a
 * global that is not on the list is refused when it is named, before anything could be done with it.
 *
 * dict → Map, list and tuple → array, set → Set, bytes → Uint8Array, None → null, int → number (bigint beyond 2^53).
 * @throws Error, one line naming the file and the refused global, or the byte where the pickle goes wrong.
 */
export function readPickle(cursor: Cursor, options: PickleOptions): unknown {
  const machine = new Machine(cursor, options);
  for (;;) {
    const at = cursor.offset;
    try {
      if (machine.step(cursor.u8())) return machine.pop();
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
      const line = badFile(
        cursor.path,
        `is not a sound pickle: ${error.message} at byte ${at}`,
        'copy or download it again',
      );
      throw Object.assign(line, { cause: error });
    }
  }
}

/** Longer integers than this are no one's hyper-parameters. */
const MAX_LONG_BYTES = 1024;

class Machine {
  readonly #cursor: Cursor;
  readonly #options: PickleOptions;
  readonly #memo = new Map<number, unknown>();
  #stack: unknown[] = [];
  /** The stacks below each open mark. */
  readonly #below: unknown[][] = [];

  constructor(cursor: Cursor, options: PickleOptions) {
    this.#cursor = cursor;
    this.#options = options;
  }

  pop(): unknown {
    if (this.#stack.length === 0) throw new RangeError('the stack is empty');
    return this.#stack.pop();
  }

  /** Executes one opcode; true at STOP. */
  step(op: number): boolean {
    const cursor = this.#cursor;
    switch (String.fromCharCode(op)) {
      case '.': // STOP
        return true;
      case '\x80': // PROTO
        if (cursor.u8() > 5) throw new RangeError('an unknown protocol is named');
        break;
      case '\x95': // FRAME: a hint for buffering
        cursor.skip(8);
        break;

      case '(': // MARK
        this.#below.push(this.#stack);
        this.#stack = [];
        break;
      case '0': // POP, which takes a mark where nothing lies above it
        if (this.#stack.length > 0) this.#stack.pop();
        else this.#popMark();
        break;
      case '1': // POP_MARK
        this.#popMark();
        break;
      case '2': // DUP
        this.#push(this.#top());
        break;

      case 'N': // NONE
        return this.#push(null);
      case '\x88': // NEWTRUE
        return this.#push(true);
      case '\x89': // NEWFALSE
        return this.#push(false);
      case 'I': // INT
        return this.#push(parseInteger(cursor.line(), true));
      case 'L': // LONG
        return this.#push(parseInteger(cursor.line().replace(/L$/, ''), false));
      case 'J': // BININT
        return this.#push(cursor.i32());
      case 'K': // BININT1
        return this.#push(cursor.u8());
      case 'M': // BININT2
        return this.#push(cursor.u16());
      case '\x8a': // LONG1
        return this.#push(this.#long(cursor.u8()));
      case '\x8b': // LONG4
        return this.#push(this.#long(cursor.u32()));
      case 'F': // FLOAT
        return this.#push(parseFloat(cursor.line()));
      case 'G': // BINFLOAT
        return this.#push(cursor.f64BigEndian());

      case 'S': // STRING, quoted as Python's repr does
        return this.#push(unquote(cursor.line()));
      case 'T': // BINSTRING: Python 2's str may hold any bytes
        return this.#push(cursor.text(cursor.u32(), 'latin1'));
      case 'U': // SHORT_BINSTRING
        return this.#push(cursor.text(cursor.u8(), 'latin1'));
      case 'V': // UNICODE
        return this.#push(unescapeUnicode(cursor.line()));
      case 'X': // BINUNICODE
        return this.#push(cursor.text(cursor.u32(), 'utf8'));
      case '\x8c': // SHORT_BINUNICODE
        return this.#push(cursor.text(cursor.u8(), 'utf8'));
      case '\x8d': // BINUNICODE8
        return this.#push(cursor.text(cursor.u64(), 'utf8'));
      case 'B': // BINBYTES
        return this.#push(cursor.bytes(cursor.u32()));
      case 'C': // SHORT_BINBYTES
        return this.#push(cursor.bytes(cursor.u8()));
      case '\x8e': // BINBYTES8
      case '\x96': // BYTEARRAY8
        return this.#push(cursor.bytes(cursor.u64()));

      case ']': // EMPTY_LIST
      case ')': // EMPTY_TUPLE
        return this.#push([]);
      case '}': // EMPTY_DICT
        return this.#push(new Map());
      case '\x8f': // EMPTY_SET
        return this.#push(new Set());
      case 'l': // LIST
      case 't': // TUPLE
        return this.#push(this.#popMark());
      case '\x85': // TUPLE1
      case '\x86': // TUPLE2
      case '\x87': // TUPLE3
        return this.#push(this.#popMany(op - 0x84));
      case 'd': // DICT
        return this.#push(setItems(new Map(), this.#popMark()));
      case '\x91': // FROZENSET
        return this.#push(new Set(this.#popMark()));
      case 'a': // APPEND
        append([this.pop()], this.#top());
        break;
      case 'e': // APPENDS
        append(this.#popMark(), this.#top());
        break;
      case 's': // SETITEM
        setItems(this.#top(-3), this.#popMany(2));
        break;
      case 'u': // SETITEMS
        {
          const items = this.#popMark();
          setItems(this.#top(), items);
        }
        break;
      case '\x90': // ADDITEMS
        addItems(this.#popMark(), this.#top());
        break;

      case 'p': // PUT
        return this.#remember(parseInt(cursor.line(), 10));
      case 'q': // BINPUT
        return this.#remember(cursor.u8());
      case 'r': // LONG_BINPUT
        return this.#remember(cursor.u32());
      case '\x94': // MEMOIZE
        return this.#remember(this.#memo.size);
      case 'g': // GET
        return this.#recall(parseInt(cursor.line(), 10));
      case 'h': // BINGET
        return this.#recall(cursor.u8());
      case 'j': // LONG_BINGET
        return this.#recall(cursor.u32());

      case 'c': // GLOBAL
        return this.#push(this.#global(cursor.line(), cursor.line()));
      case '\x93': {
        // STACK_GLOBAL
        const [module, name] = this.#popMany(2);
        return this.#push(this.#global(asText(module), asText(name)));
      }
      case 'R': // REDUCE
      case '\x81': {
        // NEWOBJ
        const [callee, args] = this.#popMany(2);
        return this.#push(call(callee, asList(args)));
      }
      case '\x92': {
        // NEWOBJ_EX: none of ours takes keyword arguments
        const [callee, args] = this.#popMany(3);
        return this.#push(call(callee, asList(args)));
      }
      case 'i': // INST
        return this.#push(call(this.#global(cursor.line(), cursor.line()), this.#popMark()));
      case 'o': {
        // OBJ
        const [callee, ...args] = this.#popMark();
        return this.#push(call(callee, args));
      }
      case 'b': {
        // BUILD: attributes of anything else (an OrderedDict's _metadata, a Parameter's) carry no data of ours
        const state = this.pop();
        const object = this.#top();
        if (isStateful(object)) object.setState(state);
        break;
      }
      case 'P': // PERSID
        return this.#push(this.#persistent(cursor.line()));
      case 'Q': // BINPERSID
        return this.#push(this.#persistent(this.pop()));
      default: // EXT1–4 (copyreg's registry) and NEXT_BUFFER (out-of-band data) have no meaning in a file
        throw new RangeError(`opcode 0x${op.toString(16).padStart(2, '0')} has no meaning here`);
    }
    return false;
  }

  #push(value: unknown): false {
    this.#stack.push(value);
    return false;
  }

  #top(position = -1): unknown {
    const value = this.#stack.at(position);
    if (value === undefined) throw new RangeError('the stack is empty');
    return value;
  }

  #popMany(count: number): unknown[] {
    if (this.#stack.length < count) throw new RangeError('the stack is empty');
    return this.#stack.splice(-count);
  }

  #popMark(): unknown[] {
    const above = this.#stack;
    const below = this.#below.pop();
    if (below === undefined) throw new RangeError('a mark is missing');
    this.#stack = below;
    return above;
  }

  #remember(key: number): false {
    this.#memo.set(key, this.#top());
    return false;
  }

  #recall(key: number): false {
    if (!this.#memo.has(key)) throw new RangeError(`nothing is remembered under ${key}`);
    return this.#push(this.#memo.get(key));
  }

  #long(bytes: number): number | bigint {
    if (bytes > MAX_LONG_BYTES) throw new RangeError(`an integer has ${bytes} bytes`);
    const hex = Buffer.from(this.#cursor.bytes(bytes)).reverse().toString('hex');
    return narrow(bytes === 0 ? 0n : BigInt.asIntN(bytes * 8, BigInt(`0x${hex}`)));
  }

  #global(module: string, name: string): PyGlobal {
    const full = `${module}.${name}`;
    const found = this.#options.globals.get(full);
    if (found !== undefined) return found;
    throw badFile(
      this.#cursor.path,
      `refuses to run ${full}, which its pickle asks for`,
      'save only tensors (model.state_dict()) or safetensors from Python',
    );
  }

  #persistent(id: unknown): unknown {
    if (this.#options.persistentLoad === undefined) throw new TypeError('a persistent id has no meaning here');
    return this.#options.persistentLoad(id);
  }
}

function call(callee: unknown, args: readonly unknown[]): unknown {
  if (callee instanceof PyGlobal && callee.call !== undefined) return callee.call(args);
  throw new TypeError(callee instanceof PyGlobal ? `${callee.name} is not to be called` : 'no function is called');
}

function append(items: readonly unknown[], list: unknown): void {
  if (!Array.isArray(list)) throw new TypeError('something is appended to what is no list');
  for (const item of items) list.push(item);
}

function addItems(items: readonly unknown[], set: unknown): void {
  if (!(set instanceof Set)) throw new TypeError('something is added to what is no set');
  for (const item of items) set.add(item);
}

function setItems(map: unknown, items: readonly unknown[]): unknown {
  if (!(map instanceof Map)) throw new TypeError('a key is set in what is no dict');
  if (items.length % 2 !== 0) throw new RangeError('a key has no value');
  for (let i = 0; i < items.length; i += 2) map.set(items[i], items[i + 1]);
  return map;
}
