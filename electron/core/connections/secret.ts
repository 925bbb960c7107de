/** A password in memory: no log line, inspection or JSON of anything that holds it can show it. */
import { inspect } from 'node:util';

const shown = '«secret»';

export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [inspect.custom](): string {
    return shown;
  }
}
