// Shows what was read.

import { createAnnouncer, inWords } from "./announcing";
import { createBars, percent, type Box, type DigitAnswer } from "./digits";

/** A decimal point, comma, minus, slash or colon. */
interface SymbolAnswer {
  readonly text: string;
  readonly confidence: number;
  readonly needs_review: boolean;
  readonly box: Box;
}

/** What comes from Python. Python's half of this contract is inkdigits/web/frames.py. */
export interface Answer {
  readonly seq: number;
  /** What is read: numbers joined by a space, lines by a newline. */
  readonly text: string;
  /** In reading order; empty where there is no ink. */
  readonly digits: readonly DigitAnswer[];
  readonly symbols: readonly SymbolAnswer[];
  /** Index of the digit that the pen touched last, null where there is none. */
  readonly focus: number | null;
  /** 28 x 28 bytes as base64: the digit in focus as the network sees it, ink 255 on 0. */
  readonly seen: string | null;
  /** What went wrong, in a sentence. */
  readonly error: string | null;
}

export interface AnswerView {
  /** `keeps`: what a person says is kept. */
  show(answer: Answer | null, keeps: boolean): void;
  dispose(): void;
}

const SETTLED = 700; // milliseconds without a change before a screen reader is told
const SIZE = 28;

/** `onSay` is told what a person says the digit in focus is. */
export function createAnswerView(root: ParentNode, onSay: (value: number) => void): AnswerView {
  const panel = root.querySelector<HTMLElement>(".answer")!;
  const value = root.querySelector<HTMLElement>(".value")!;
  const confidence = root.querySelector<HTMLElement>(".confidence")!;
  const note = root.querySelector<HTMLElement>(".note")!;
  const seen = root.querySelector<HTMLCanvasElement>(".seen canvas")!;
  const question = root.querySelector<HTMLElement>(".ask")!;
  const showBars = createBars(root.querySelector<HTMLElement>(".bars")!, onSay);
  const announcer = createAnnouncer(root.querySelector<HTMLElement>("[role=status]")!, SETTLED);

  const show = (answer: Answer | null, keeps: boolean): void => {
    const words = describe(answer);
    const digit = answer?.digits[answer.focus ?? 0] ?? null;
    panel.dataset.state = words.state;
    panel.dataset.seq = String(answer?.seq ?? 0);
    value.textContent = words.value;
    const lines = words.value.split("\n");
    value.style.setProperty("--columns", String(Math.max(...lines.map((line) => line.length))));
    value.style.setProperty("--rows", String(lines.length));
    confidence.textContent = words.confidence;
    note.textContent = words.note;
    showBars(digit);
    question.textContent = ask(digit, words.state, keeps);
    paintSeen(seen, answer?.seen ?? null);
    announcer.say(words.spoken);
  };

  return { show, dispose: announcer.dispose };
}

interface Words {
  state: "blank" | "digit" | "not_a_digit" | "error";
  value: string;
  confidence: string;
  note: string;
  spoken: string;
}

function describe(answer: Answer | null): Words {
  if (answer?.error) {
    return { state: "error", value: "", confidence: "Could not read this", note: answer.error, spoken: answer.error };
  }
  const digits = (answer?.digits ?? []).filter((digit) => digit.reason !== "blank");
  if (digits.length === 0) {
    return {
      state: "blank",
      value: "",
      confidence: "Nothing drawn yet",
      note: "The answer moves here while you draw.",
      spoken: "Nothing drawn yet",
    };
  }
  const parts = [...digits, ...answer!.symbols];
  const sure = parts.reduce((product, part) => product * part.confidence, 1);
  if (digits.every((digit) => digit.value === null)) {
    return {
      state: "not_a_digit",
      value: "",
      confidence: "Not a digit",
      note: `${percent(sure, 1)} sure`,
      spoken: "Not a digit",
    };
  }
  const value = answer!.text;
  if (digits.every((digit) => digit.said) && answer!.symbols.length === 0) {
    return { state: "digit", value, confidence: "As you said", note: "", spoken: `${inWords(value)}, as you said` };
  }
  return {
    state: "digit",
    value,
    confidence: percent(sure, 1),
    note: second(digits) ?? doubts(parts) ?? "sure",
    spoken: `${inWords(value)}, ${percent(sure, 0)} sure`,
  };
}

/** What a person can say about the digit in focus, or has said. */
function ask(digit: DigitAnswer | null, state: Words["state"], keeps: boolean): string {
  if (digit === null || state === "blank" || state === "error") return "";
  if (digit.said !== true) return keeps ? "Right or wrong: tap what it is, to keep it." : "Not right? Tap what it is.";
  return keeps ? "Kept, to learn from." : "Not kept: that is chosen under Your hand.";
}

/** How many digits and symbols of a number a person should look at. */
function doubts(parts: readonly { readonly needs_review: boolean }[]): string | null {
  const count = parts.filter((part) => part.needs_review).length;
  if (count === 0 || parts.length === 1) return null;
  return `sure: look again at ${count} of ${parts.length}`;
}

/** "sure, or 1 (23%)" where a single digit is doubtful. */
function second(digits: readonly DigitAnswer[]): string | null {
  const digit = digits[0];
  if (digits.length !== 1 || digit === undefined || !digit.needs_review) return null;
  const others = digit.probabilities
    .map((probability, value) => ({ probability, value }))
    .filter((other) => other.value !== digit.value)
    .sort((a, b) => b.probability - a.probability);
  const other = others[0];
  if (other === undefined || other.probability < 0.02) return "sure: look again";
  return `sure, could be ${other.value}`;
}

function paintSeen(canvas: HTMLCanvasElement, encoded: string | null): void {
  const context = canvas.getContext("2d")!;
  context.clearRect(0, 0, SIZE, SIZE);
  if (encoded === null) return;
  const ink = parseColor(getComputedStyle(canvas).color);
  const bytes = atob(encoded);
  const image = context.createImageData(SIZE, SIZE);
  for (let i = 0; i < SIZE * SIZE; i += 1) {
    image.data.set([...ink, bytes.charCodeAt(i)], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

function parseColor(color: string): [number, number, number] {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}
