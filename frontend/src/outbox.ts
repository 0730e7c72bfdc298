// What a component sends to Python, each message once and in order. Python's half of this contract is
// inkdigits/web/inbox.py.
//
// Streamlit keeps only the newest of a component's triggers that wait for a run of the page, and none
// while the connection is away. So each carries everything that Python is not known to have taken, it
// is delivered again where that takes too long, and Python passes over what it has.

/** A message, as Python takes it. */
interface Letter<Events extends object> {
  readonly number: number;
  readonly name: keyof Events;
  readonly value: Events[keyof Events];
}

export interface Outbox<Events extends object> {
  /** Sends a message. With `replaces`, those of the same name that were not taken yet are dropped. */
  send<Name extends keyof Events>(name: Name, value: Events[Name], replaces?: boolean): void;
  /** Python has everything up to this number. */
  taken(number: number): void;
  /** Nothing is delivered again until `taken` or `send` is called. */
  rest(): void;
}

export type Deliver<Events extends object> = (letters: readonly Letter<Events>[]) => void;

const MOST = 12_000_000; // letters in one delivery: a socket's message holds 16 MB at most
const PATIENCE = 3000; // milliseconds until a delivery is tried again, twice as long each time,
const SPEED = 100; // and one more for so many letters of it

let last = Date.now(); // above the numbers that the page used before it was loaded anew

/** `deliver` is given all that is to arrive together, and must take it up at once. */
export function createOutbox<Events extends object>(deliver: Deliver<Events>): Outbox<Events> {
  let waiting: (Letter<Events> & { readonly size: number })[] = [];
  let sent = 0; // the newest number that was delivered
  let tries = 0; // since something was taken
  let timer: number | undefined;

  const rest = (): void => {
    window.clearTimeout(timer);
    timer = undefined;
  };

  /** Delivers what fits, where there is something new or it is done `again`. */
  const flush = (again = false): void => {
    let total = 0;
    const fitting = waiting.filter(({ size }, index) => (total += size) <= MOST || index === 0);
    const newest = fitting.at(-1)?.number ?? 0;
    if (fitting.length === 0 || (newest <= sent && !again)) return;
    sent = Math.max(sent, newest);
    rest();
    timer = window.setTimeout(() => flush(true), (PATIENCE + Math.min(total, MOST) / SPEED) * 2 ** tries);
    tries += 1;
    deliver(fitting.map(({ number, name, value }) => ({ number, name, value })));
  };

  return {
    send(name, value, replaces = false) {
      last += 1;
      if (replaces) waiting = waiting.filter((letter) => letter.name !== name);
      waiting.push({ number: last, name, value, size: JSON.stringify(value).length });
      flush();
    },
    taken(number) {
      const before = waiting.length;
      waiting = waiting.filter((letter) => letter.number > number);
      if (waiting.length < before) tries = 0;
      if (waiting.length === 0) rest();
      else flush(timer === undefined);
    },
    rest,
  };
}
