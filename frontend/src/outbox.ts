// What a component sends to Python, each message once and in order. Python's half of this contract is
// inkdigits/web/inbox.py.
//
// Streamlit keeps only the newest of a component's triggers that wait for a run of the page. So each
// carries everything that Python is not known to have taken, and Python passes over what it has.

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
}

export type Deliver<Events extends object> = (letters: readonly Letter<Events>[]) => void;

const MOST = 12_000_000; // letters in one delivery: a socket's message holds 16 MB at most

let last = Date.now(); // above the numbers that the page used before it was loaded anew

/** `deliver` is given all that is to arrive together, and must take it up at once. */
export function createOutbox<Events extends object>(deliver: Deliver<Events>): Outbox<Events> {
  let waiting: (Letter<Events> & { readonly size: number })[] = [];
  let sent = 0; // the newest number that was delivered

  const flush = (): void => {
    let total = 0;
    const fitting = waiting.filter(({ size }, index) => (total += size) <= MOST || index === 0);
    const newest = fitting.at(-1)?.number ?? 0;
    if (newest <= sent) return; // what is new finds no room yet, or nothing is
    sent = newest;
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
      waiting = waiting.filter((letter) => letter.number > number);
      flush();
    },
  };
}
