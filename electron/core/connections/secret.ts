/** A password in memory: no log line, inspection or JSON of anything that holds it can show it. */
import { inspect } from 'node:util';

const shown = '«secret»';

export function asSecret(given: Secret | string | null): Secret | null {
  return typeof given === 'string' ? new Secret(given) : given;
}

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
