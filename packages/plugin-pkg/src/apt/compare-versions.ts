/** Debian's order of versions: negative, 0 or positive, as in `dpkg --compare-versions` (deb-version(7)). */
export function compareVersions(a: string, b: string): number {
  const left = parse(a);
  const right = parse(b);
  return (
    left.epoch - right.epoch ||
    compareParts(left.upstream, right.upstream) ||
    compareParts(left.revision, right.revision)
  );
}

interface Version {
  readonly epoch: number;
  readonly upstream: string;
  readonly revision: string;
}

function parse(version: string): Version {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return {
    epoch: colon < 0 ? 0 : Number(version.slice(0, colon)),
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? '' : rest.slice(dash + 1),
  };
}

/** Text and numbers in turn, beginning with text, which may be empty. */
function compareParts(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const difference = weight(a, i++) - weight(b, j++);
      if (difference !== 0) return difference;
    }
    const numberOfA = digitsFrom(a, i);
    const numberOfB = digitsFrom(b, j);
    i += numberOfA.length;
    j += numberOfB.length;
    const difference = compareNumbers(numberOfA, numberOfB);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A tilde comes before the end, the end before letters, letters before all else. A digit ends the text as the end does. */
function weight(text: string, at: number): number {
  const letter = text[at];
  if (letter === undefined || isDigit(text, at)) return 0;
  if (letter === '~') return -1;
  return /[A-Za-z]/.test(letter) ? letter.charCodeAt(0) : letter.charCodeAt(0) + 256;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function digitsFrom(text: string, at: number): string {
  let end = at;
  while (isDigit(text, end)) end += 1;
  return text.slice(at, end);
}

/** A date with a hash in it can be longer than a number may be. */
function compareNumbers(a: string, b: string): number {
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : Number(left > right);
}
