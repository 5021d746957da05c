/** What systemd writes there itself, some of it anew at each reload, it knows. */
const ownDirectories = /\/(transient|generator(\.early|\.late)?|(system|user)\.control)$/;

/** Of the directories that units are read from, those that others write to. */
export function watchedDirectories(unitPath: readonly string[]): string[] {
  return unitPath.filter((directory) => !ownDirectories.test(directory));
}
