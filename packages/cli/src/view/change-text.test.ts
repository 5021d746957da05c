import picocolors from 'picocolors';
import { expect, test } from 'vitest';
import { changeText } from './change-text.ts';

const plain = picocolors.createColors(false);

test('changeText shows text with line breaks as a unified diff', () => {
  const from = 'one\ntwo\nthree\nfour\nfive\nsix\n';
  const to = 'one\n2\nthree\nfour\nfive\nsix';
  expect(changeText({ property: 'content', from, to }, plain)).toBe(
    [
      'content:',
      '  @@ -1,6 +1,6 @@',
      '   one',
      '  -two',
      '  +2',
      '   three',
      '   four',
      '   five',
      '  -six',
      '  +six',
      '  \\ No newline at end of file',
    ].join('\n'),
  );
});

test('changeText shows text that is not there yet as added', () => {
  expect(changeText({ property: 'content', to: 'a\nb\n' }, plain)).toBe(
    'content:\n  @@ -0,0 +1,2 @@\n  +a\n  +b',
  );
});

test('changeText counts the lines when the diff would be too long', () => {
  const text = (word: string) =>
    `same\n${Array.from({ length: 5000 }, (_, n) => `${word} ${n}`).join('\n')}\nsame\n`;
  expect(changeText({ property: 'content', from: text('old'), to: text('new') }, plain)).toBe(
    'content:\n  5000 lines differ',
  );
});

test('changeText keeps control characters from the terminal, and tells empty from missing', () => {
  expect(changeText({ property: 'content', from: '', to: 'a\u001b[2J\n' }, plain)).toContain('+a\\x1b[2J');
  expect(changeText({ property: 'text', from: '', to: undefined }, plain)).toBe('text: (empty) -> (none)');
});

test('changeText colours what comes and goes', () => {
  const colors = picocolors.createColors(true);
  const text = changeText({ property: 'content', from: 'a\n', to: 'b\n' }, colors);
  expect(text).toContain(colors.red('-a'));
  expect(text).toContain(colors.green('+b'));
});
