import { fileGivenTwice, fileNotGiven } from '../errors.ts';

/** The file, from the argument or from `--file`. */
export function chooseFile(argument: string | undefined, option: string | undefined): string {
  const file = argument ?? option;
  if (file === undefined) throw fileNotGiven();
  if (option !== undefined && option !== file) throw fileGivenTwice(file, option);
  return file;
}
