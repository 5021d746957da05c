import { fstatSync } from 'node:fs';

export type Severity = 'error' | 'warning' | 'info';

/** Where text for a person or a program goes. Texts are whole lines; those of no severity say that something is the case. */
export interface Output {
  /** Results: stdout. */
  write(text: string, severity?: Severity): void;
  /** Logs and problems: stderr. */
  note(text: string, severity?: Severity): void;
}

/**
 * The process's own streams. What can't be written is lost: that nobody reads it any more (`homeostat run … | head`) or
 * that its disk is full must not stop what is being done on the machine.
 */
export function processOutput(): Output {
  return { write: writerTo(process.stdout, 1), note: writerTo(process.stderr, 2) };
}

function writerTo(stream: NodeJS.WriteStream, descriptor: number): Output['write'] {
  const lost = (error: unknown) => {
    // Whoever closed a pipe knows; anybody else is told by the exit code.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') process.once('exit', failUnlessFailed);
  };
  stream.on('error', lost);
  const isMarked = isJournal(descriptor);
  return (text, severity = 'info') => {
    try {
      stream.write(isMarked ? marked(text, severity) : text);
    } catch (error) {
      lost(error);
    }
  };
}

/** @source systemd.exec(5), $JOURNAL_STREAM */
function isJournal(descriptor: number): boolean {
  const stream = process.env.JOURNAL_STREAM;
  if (!stream) return false;
  try {
    const { dev, ino } = fstatSync(descriptor, { bigint: true });
    return stream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}

/** @source sd-daemon(3) */
const levels: Record<Severity, number> = { error: 3, warning: 4, info: 6 };

/** Each line is an entry of its own there. */
function marked(text: string, severity: Severity): string {
  return text.replace(/^(?!$(?![\s\S]))/gm, `<${levels[severity]}>`);
}

function failUnlessFailed(): void {
  process.exitCode ||= 1;
}
