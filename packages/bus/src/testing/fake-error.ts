/** What a method of a fake service throws to answer with an error. */
export class FakeError extends Error {
  readonly errorName: string;

  /** @param errorName such as `org.freedesktop.systemd1.NoSuchUnit` */
  constructor(errorName: string, text = '') {
    super(text);
    this.errorName = errorName;
  }
}
