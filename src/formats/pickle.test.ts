import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { failureOf, temporaryFolder } from '../../test/golden/formats/testing.ts';
import { Cursor } from './cursor.ts';
import { bytesSource } from './file-source.ts';
import { readPickle } from './pickle.ts';
import { Namespace } from './pickle-values.ts';
import { torchGlobals } from './torch-globals.ts';
import { readWeights } from './weights.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const unpickle = (text: string) =>
  readPickle(new Cursor(bytesSource('x.pt', bytes(text))), { globals: torchGlobals([]) });
const short = (text: string) => `\x8c${String.fromCharCode(text.length)}${text}`;

test.each([
  ['integers of all sizes', '(I-5\nL12345678901234567890L\nK\xffM\xff\xffJ\xff\xff\xff\xff\x8a\x00\x8a\x02\x00\x80t.', [-5, 12345678901234567890n, 255, 65535, -1, 0, -32768]],
  ['booleans and None', '(I01\nI00\n\x88\x89Nt.', [true, false, true, false, null]],
  ['floats', '(F0.5\nG?\xf0\0\0\0\0\0\0t.', [0.5, 1]],
  ['strings of Python 2 and 3', "(S'a\\n\\xe9'\nU\x01bV\\u20ac\nX\x02\0\0\0\xc3\xa9t.", ['a\né', 'b', '€', 'é']],
  ['lists and tuples', '((lI1\n(I2\nt\x85]K\x01a(K\x02e]K\x03a\x86t.', [[], 1, [[2]], [[1, 2], [3]]]],
  ['dicts', '(K\x01K\x02d(K\x03K\x04uK\x05K\x06s.', new Map([[1, 2], [3, 4], [5, 6]])],
  ['sets and memo', '\x8f\x94(K\x01K\x02\x90h\x00\x86.', [new Set([1, 2]), new Set([1, 2])]],
  ['bytes of protocol 2', `\x80\x02c_codecs\nencode\n(X\x02\0\0\0\xc3\xa9X\x06\0\0\0latin1tR.`, new Uint8Array([0xe9])],
  ['an object of protocol 0', '(iargparse\nNamespace\n(S\'lr\'\nI1\ndb.', [['lr', 1]]],
])('reads %s', (_, text, value) => {
  const read = unpickle(text);
  expect(read instanceof Namespace ? [...read] : read).toEqual(value);
}); // biome-ignore format: opcodes read better in one line

test('a list in itself is read, not walked for ever', () => {
  const list = unpickle(']q\x00h\x00a.') as unknown[];
  expect(list[0]).toBe(list);
});

test('keys of hostile names stay keys', () => {
  const map = unpickle(`}${short('__proto__')}K\x01s.`);
  expect(map).toEqual(new Map([['__proto__', 1]]));
  expect(({} as Record<string, unknown>)['1']).toBeUndefined();
});

/** Each would leave a file behind if anything ran it. */
const attacks = (marker: string): [refused: string, pickle: string][] => [
  ['posix.system', `\x80\x02cposix\nsystem\n(X${size(`touch ${marker}`)}tR.`],
  ['os.system', `\x80\x04${short('os')}${short('system')}\x93${short('x')}\x85R.`],
  ['posix.system', `(S'touch ${marker}'\niposix\nsystem\n.`],
  ['posix.system', `(cposix\nsystem\nS'touch ${marker}'\no.`],
  ['builtins.eval', `\x80\x02cbuiltins\neval\n(X${size(`open('${marker}','w')`)}tR.`],
  ['__builtin__.eval', `\x80\x02c__builtin__\neval\n(S'1'\ntR.`],
  ['builtins.getattr', `\x80\x02cbuiltins\ngetattr\n(cbuiltins\nobject\nS'__subclasses__'\ntR.`],
  ['builtins.__import__', "\x80\x02cbuiltins\n__import__\n(S'os'\ntR."],
  ['torch.storage._load_from_bytes', '\x80\x02ctorch.storage\n_load_from_bytes\n)R.'],
  ['torch.hub.load', `\x80\x04${short('torch')}${short('hub.load')}\x93)R.`],
  ['subprocess.Popen', '\x80\x02csubprocess\nPopen\n)\x81}b.'],
  ['numpy.load', '\x80\x02cnumpy\nload\n)R.'],
  ['__main__.Model', '\x80\x02c__main__\nModel\n)\x81}b.'],
];
const size = (text: string) => `${String.fromCharCode(text.length)}\0\0\0${text}`;
const legacyHead = '\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}q\x00.';

test('a malicious pickle is refused in one line that names file and global, in every form, and nothing runs', () => {
  const folder = temporaryFolder();
  const marker = join(folder, 'executed');
  for (const [refused, pickle] of attacks(marker)) {
    const forms: [string, Uint8Array][] = [
      ['evil.pt', zipSync({ 'evil/data.pkl': bytes(pickle) }, { level: 0 })],
      ['deflated.pt', zipSync({ 'evil/data.pkl': bytes(pickle) }, { level: 9 })],
      ['evil.pth.tar', bytes(legacyHead + pickle)],
      ['first.pth', bytes(pickle.startsWith('\x80') ? pickle : `\x80\x02${pickle}`)],
    ];
    for (const [name, content] of forms) {
      const path = join(folder, name);
      writeFileSync(path, content);
      expect(failureOf(() => readWeights(path))).toBe(
        `${path}: refuses to run ${refused}, which its pickle asks for; save only tensors (model.state_dict()) or safetensors from Python`,
      );
    }
  }
  expect(existsSync(marker)).toBe(false);
});

test('a global cannot smuggle line feeds, terminal escapes or a novel into the message', () => {
  const name = `\x1b[31m\n${'x'.repeat(200)}`;
  const line = failureOf(() => unpickle(`X${size('os')}X\xcd\0\0\0${name.slice(0, 205)}\x93.`));
  expect(line).toMatch(/^x\.pt: refuses to run os\.\?\[31m\?x+, which/);
});

test.each([
  ['a call of a value', '])R.', /no function is called/],
  ['a call of a mere name', 'cbuiltins\nint\n)R.', /builtins\.int is not to be called/],
  ['a mark that is missing', 't.', /a mark is missing/],
  ['an unknown opcode', '\xff.', /opcode 0xff has no meaning here at byte 0/],
  ["copyreg's registry", '\x82\x01.', /opcode 0x82/],
  ['a future protocol', '\x80\x09.', /unknown protocol/],
  ['no STOP', 'K\x01', /truncated/],
  ['a string longer than the file', 'X\xff\xff\xff\x7fabc', /truncated/],
  ['a giant integer', `\x8b\xff\xff\x00\x00`, /an integer has 65535 bytes/],
  ['a memo that is empty', 'h\x07.', /nothing is remembered under 7/],
  ['a tensor without storage', 'ctorch._utils\n_rebuild_tensor_v2\n(NK\x00))tR.', /a tensor has no storage/],
])('refuses %s', (_, text, message) => {
  const line = failureOf(() => unpickle(text));
  expect(line).toMatch(message);
  expect(line).toMatch(/^x\.pt: [^\n]*$/);
});
