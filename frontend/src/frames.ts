// Sends pictures of the ink to the reader: one in flight, and the newest wins.

/** What goes to Python. Python's half of this contract is inkdigits/web/frames.py. */
export interface Frame {
  readonly seq: number;
  /** PNG as base64: black ink on white, one pixel a canvas unit. */
  readonly png: string;
  /** Where the pen was last, [x, y] in canvas units. */
  readonly touched: readonly [number, number] | null;
  /** The pen is up. */
  readonly settled: boolean;
  /** Decimal point, comma, minus, slash and colon are read, too. */
  readonly symbols: boolean;
  /** What was learned of the hand that draws: a profile's name and version. */
  readonly hand: readonly [string, string] | null;
}

export interface Sender {
  /** There is new ink. */
  changed(): void;
  /** The answer to frame `seq` is here. */
  answered(seq: number): void;
  /** What changed is not sent any more. */
  forget(): void;
  isIdle(): boolean;
  dispose(): void;
}

const PACE = 33; // milliseconds between two frames of a drawing at least
const LINGER = 12; // milliseconds that ink waits for a newer pointer move, once an answer is here
const PATIENCE = 3000; // milliseconds after which an unanswered frame is given up

/** `pace` is the least time between two frames, in milliseconds. */
export function createSender(send: () => number, pace: number = PACE): Sender {
  let changed = false;
  let waitingFor: number | null = null;
  let sentAt = -Infinity;
  let timer: number | undefined;

  const pump = (): void => {
    window.clearTimeout(timer);
    timer = undefined;
    const age = performance.now() - sentAt;
    if (waitingFor !== null && age >= PATIENCE) waitingFor = null;
    if (!changed) return;
    const wait = (waitingFor === null ? pace : PATIENCE) - age;
    if (wait > 0) {
      timer = window.setTimeout(pump, wait);
      return;
    }
    changed = false;
    sentAt = performance.now();
    waitingFor = send();
  };

  return {
    changed() {
      changed = true;
      pump();
    },
    answered(seq) {
      if (waitingFor !== null && seq >= waitingFor) waitingFor = null;
      window.clearTimeout(timer);
      timer = window.setTimeout(pump, LINGER);
    },
    forget() {
      changed = false;
    },
    isIdle: () => !changed && waitingFor === null,
    dispose: () => window.clearTimeout(timer),
  };
}
