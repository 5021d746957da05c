import stringWidth from 'string-width';

/** Breaks text at its spaces into lines of at most so many columns, begun by `first` and `rest`. A long word sticks out. */
export function wrap(text: string, width: number, first = '', rest = ''): string {
  const lines: string[] = [];
  let line = first;
  let isBegun = false;
  for (const word of text.split(/\s+/)) {
    if (isBegun && stringWidth(`${line} ${word}`) > width) {
      lines.push(line);
      line = rest;
      isBegun = false;
    }
    line += isBegun ? ` ${word}` : word;
    isBegun = true;
  }
  return [...lines, line].join('\n');
}
