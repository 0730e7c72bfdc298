// What a person says the digits on the canvas are.

import type { Answer } from "./answer";
import type { Drawing } from "./ink";

/** What was said of one drawing; it is void once the drawing changes. */
export interface Said {
  readonly drawing: Drawing;
  /** By the digit's place in reading order. */
  readonly values: ReadonlyMap<number, number>;
}

export function said(before: Said | null, drawing: Drawing, index: number, value: number): Said {
  const others = before?.drawing === drawing ? [...before.values].filter(([other]) => other !== index) : [];
  return { drawing, values: new Map([...others, [index, value]]) }; // the last one said is the last one here
}

/** The answer with what was said in the place of what was read. */
export function corrected(answer: Answer, said: Said | null, drawing: Drawing): Answer {
  if (said === null || said.drawing !== drawing || said.values.size === 0) return answer;
  const digits = answer.digits.map((digit, index) => {
    const value = said.values.get(index);
    if (value === undefined) return digit;
    const probabilities = digit.probabilities.map((_, other) => (other === value ? 1 : 0));
    return { ...digit, value, reason: null, confidence: 1, probabilities, needs_review: false, said: true };
  });
  let at = 0;
  const text = answer.text.replace(/[0-9?]/g, () => String(digits[at++]?.value ?? "?"));
  return { ...answer, digits, text };
}
