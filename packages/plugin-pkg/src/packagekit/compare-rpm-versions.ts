/** rpm's order of versions, as in `rpm --eval '%{lua:print(rpm.vercmp(…))}'`: negative, 0 or positive. Pacman has it from rpm. */
export function compareRpmVersions(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  return (
    left.epoch - right.epoch ||
    compareParts(left.version, right.version) ||
    // A version without a release stands for all its releases.
    (left.release === '' || right.release === '' ? 0 : compareParts(left.release, right.release))
  );
}

function parse(text: string) {
  const {
    epoch = '0',
    version = '',
    release = '',
  } = /^(?:(?<epoch>\d+):)?(?<version>.*?)(?:-(?<release>[^-]*))?$/s.exec(text)?.groups ?? {};
  return { epoch: Number(epoch), version, release };
}

/** @source rpmvercmp in rpmio/rpmvercmp.c: numbers and letters in turn; all else only separates them */
function compareParts(a: string, b: string): number {
  const left = a.match(parts) ?? [];
  const right = b.match(parts) ?? [];
  for (let at = 0; ; at++) {
    const [one, other] = [left[at], right[at]];
    if (one === undefined && other === undefined) return 0;
    const difference = rank(one) - rank(other);
    if (difference !== 0) return difference;
    const within = isNumber(one) ? compareNumbers(one!, other!) : compareLetters(one!, other!);
    if (within !== 0) return within;
  }
}

const parts = /~|\^|\d+|[A-Za-z]+/g;

/** A tilde comes before the end, a caret right after it; letters come before a number. */
function rank(part: string | undefined): number {
  if (part === '~') return 0;
  if (part === undefined) return 1;
  if (part === '^') return 2;
  return isNumber(part) ? 4 : 3;
}

function isNumber(part: string | undefined): boolean {
  return part !== undefined && /^\d/.test(part);
}

function compareNumbers(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return left.length - right.length || compareLetters(left, right);
}

function compareLetters(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
