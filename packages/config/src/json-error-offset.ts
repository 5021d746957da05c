/**
 * Where JSON.parse met the mistake it complains of.
 *
 * V8 names the place of most mistakes, but of an unexpected character it only shows the text around it. That one is
 * found by halving: a text cut off before the mistake fails for another reason, namely that it ends.
 */
export function jsonErrorOffset(text: string, message: string): number {
  const named = /at position (\d+)( \(line \d+ column \d+\))?$/.exec(message);
  if (named) return Number(named[1]);
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (hasUnexpectedToken(text.slice(0, middle))) bad = middle;
    else good = middle;
  }
  return good;
}

function hasUnexpectedToken(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return (error as SyntaxError).message.endsWith('is not valid JSON');
  }
}
