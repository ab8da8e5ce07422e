import { expect, test } from 'vitest';
import { embeddedJson, html } from './html.ts';

const nasty = `<img src=x onerror="alert('1')">&`;

test('whatever is put in is escaped, in text and in attributes', () => {
  expect(html`<p title="${nasty}">${nasty}</p>`.text).toBe(
    '<p title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;">&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</p>',
  );
});

test('markup of our own nests; nothing is written for what is not there', () => {
  expect(html`<ul>${['a', 'b'].map((x) => html`<li>${x}</li>`)}${null}${undefined}${false}${0}</ul>`.text).toBe(
    '<ul><li>a</li><li>b</li>0</ul>',
  );
});

test('a number that is none is an error, not a picture', () => {
  expect(() => html`${Number.NaN}`).toThrow('NaN');
});

test('JSON cannot end its element', () => {
  const { text } = embeddedJson({ a: '</script><!--' });
  expect(text).not.toMatch(/[<>]/);
  expect(JSON.parse(text)).toEqual({ a: '</script><!--' });
});
