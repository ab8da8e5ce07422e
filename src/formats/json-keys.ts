/**
 * The keys of a JSON object's top level, in the order of the text and with repeats, both of which JSON.parse hides
 * (it keeps the last of two equal keys, and moves keys that look like integers to the front). `text` must be valid JSON.
 */
export function topLevelKeys(text: string): string[] {
  const keys: string[] = [];
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;
  let depth = 0;
  let last = '';
  for (const [token] of text.matchAll(tokens)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (token === ':') {
      if (depth === 1) keys.push(JSON.parse(last) as string);
    } else last = token;
  }
  return keys;
}
