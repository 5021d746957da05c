// The core schema of YAML 1.2, section 10.3.2.
const mayBeOther = /^[~NnTtFf0-9.+-]|^$/;
const nothing = /^(?:~|[Nn]ull|NULL)?$/;
const truth = /^(?:[Tt]rue|TRUE)$/;
const falsehood = /^(?:[Ff]alse|FALSE)$/;
const number = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
// Octal, which is warned of, hexadecimal, infinite, or not a number.
const rareNumber = /^(?:0o?[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** What a scalar without quotes means; `undefined` for the rare forms of numbers. */
export function readPlainScalar(text: string): string | number | boolean | null | undefined {
  if (!mayBeOther.test(text)) return text;
  if (nothing.test(text)) return null;
  if (truth.test(text)) return true;
  if (falsehood.test(text)) return false;
  if (rareNumber.test(text)) return undefined;
  return number.test(text) ? Number(text) : text;
}
