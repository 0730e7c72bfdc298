// What a person says the digits on the canvas are.

import type { Answer } from "./answer";
import type { Box } from "./digits";
import type { Drawing } from "./ink";

/** What was said of one drawing; it is void once the drawing changes. */
export interface Said {
  readonly drawing: Drawing;
  /** By where the digit stands, the last one said at the end: the order of digits changes with the canvas. */
  readonly values: readonly { readonly box: Box; readonly value: number }[];
}

export function said(before: Said | null, drawing: Drawing, box: Box, value: number): Said {
  const earlier = before?.drawing === drawing ? before.values : [];
  return { drawing, values: [...earlier.filter((one) => !overlap(one.box, box)), { box, value }] };
}

/** Whether two boxes are about one digit: more than half of what both cover is common to them. */
export function overlap(a: Box, b: Box): boolean {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  const area = (box: Box): number => (box[2] - box[0]) * (box[3] - box[1]);
  const common = Math.max(0, width) * Math.max(0, height);
  return common > (area(a) + area(b) - common) / 2;
}

/** The answer with what was said in the place of what was read. */
export function corrected(answer: Answer, said: Said | null, drawing: Drawing): Answer {
  if (said === null || said.drawing !== drawing || said.values.length === 0) return answer;
  const digits = answer.digits.map((digit) => {
    const value = said.values.find(({ box }) => overlap(box, digit.box))?.value;
    if (value === undefined) return digit;
    const probabilities = digit.probabilities.map((_, other) => (other === value ? 1 : 0));
    return { ...digit, value, reason: null, confidence: 1, probabilities, needs_review: false, said: true };
  });
  let at = 0;
  const text = answer.text.replace(/[0-9?]/g, () => String(digits[at++]?.value ?? "?"));
  return { ...answer, digits, text };
}
