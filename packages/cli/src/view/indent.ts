/** Puts each line of the text two columns to the right. The last line break is dropped. */
export function indent(text: string): string {
  return text.replace(/\n$/, '').replace(/^/gm, '  ');
}
