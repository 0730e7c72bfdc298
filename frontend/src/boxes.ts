// Boxes with values over the ink.

import { UNITS } from "./ink";
import type { Answer } from "./answer";

export function createBoxes(layer: HTMLElement): (answer: Answer | null) => void {
  return (answer) => {
    const digits = (answer?.digits ?? []).filter((digit) => digit.value !== null);
    while (layer.children.length > digits.length) layer.lastElementChild!.remove();
    while (layer.children.length < digits.length) {
      const box = document.createElement("div");
      box.append(document.createElement("b"));
      layer.append(box);
    }
    digits.forEach((digit, index) => {
      const box = layer.children[index] as HTMLElement;
      const [left, top, right, bottom] = digit.box;
      const share = (value: number, whole: number): string => `${((100 * value) / whole).toFixed(3)}%`;
      box.style.left = share(left, UNITS.width);
      box.style.top = share(top, UNITS.height);
      box.style.width = share(right - left, UNITS.width);
      box.style.height = share(bottom - top, UNITS.height);
      box.className = [
        digit.needs_review ? "doubtful" : "",
        digit === answer?.digits[answer.focus ?? -1] && digits.length > 1 ? "focus" : "",
        top < 0.08 * UNITS.height ? "low" : "",
      ].join(" ");
      box.firstElementChild!.textContent = String(digit.value);
    });
  };
}
