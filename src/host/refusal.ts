// What the host plane throws when it cannot go on and the person at the machine can help: one clear sentence, no stack.

/** The message says what is wrong, what was expected and what to do. The program prints it and ends with `exitCode`. */
export class HostRefusal extends Error {
  override name = 'HostRefusal';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
