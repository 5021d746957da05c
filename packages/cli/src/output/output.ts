/** Where text for a person or a program goes. Texts are whole lines. */
export interface Output {
  /** Results: stdout. */
  write(text: string): void;
  /** Logs and problems: stderr. */
  note(text: string): void;
}

/**
 * The process's own streams. What can't be written is lost: that nobody reads it any more (`homeostat run … | head`) or
 * that its disk is full must not stop what is being done on the machine.
 */
export function processOutput(): Output {
  return { write: writerTo(process.stdout), note: writerTo(process.stderr) };
}

function writerTo(stream: NodeJS.WriteStream): (text: string) => void {
  const lost = (error: unknown) => {
    // Whoever closed a pipe knows; anybody else is told by the exit code.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') process.once('exit', failUnlessFailed);
  };
  stream.on('error', lost);
  return (text) => {
    try {
      stream.write(text);
    } catch (error) {
      lost(error);
    }
  };
}

function failUnlessFailed(): void {
  process.exitCode ||= 1;
}
