// The details of one digit, and the keys that correct it.

import { createBars, percent, type Box } from "./digits";
import type { Edit, Item } from "./picture";

type Ask = (kind: Edit["kind"], box: Box, value: number | null) => void;

export interface Card {
  /** Shows a digit of a picture that is `width` units wide. */
  show(item: Item | null, width: number): void;
}

export function createCard(root: HTMLElement, stage: HTMLElement, image: HTMLImageElement, ask: Ask): Card {
  const crop = root.querySelector<HTMLCanvasElement>("canvas")!;
  const value = root.querySelector<HTMLElement>(".value")!;
  const confidence = root.querySelector<HTMLElement>(".confidence")!;
  const question = root.querySelector<HTMLElement>(".ask")!;
  const keypad = root.querySelector<HTMLElement>(".keypad")!;
  const bars = root.querySelector<HTMLElement>(".bars")!;
  const showBars = createBars(bars);
  let item: Item | null = null;

  const key = (label: string, press: (box: Box) => void): HTMLButtonElement => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => item !== null && press(item.box));
    keypad.append(button);
    return button;
  };
  const digits = Array.from({ length: 10 }, (_, digit) =>
    key(String(digit), (box) => ask("correct", box, digit)),
  );
  const none = key("No digit", (box) => ask("correct", box, null));
  const restore = key("Undo this correction", (box) => ask("restore", box, null));
  none.classList.add("wide");
  restore.classList.add("wide");

  /** A button that is hidden would drop the keyboard's focus. */
  const keepFocus = (): void => {
    const active = (root.getRootNode() as Document | ShadowRoot).activeElement;
    const isGone =
      item === null ||
      (active === none && (item.gone || item.value === null)) ||
      (active === restore && !item.said && !item.gone);
    if (isGone && root.contains(active)) stage.focus({ preventScroll: true });
  };

  return {
    show(next, width) {
      item = next;
      keepFocus();
      root.hidden = item === null;
      if (item === null) return;
      const unnamed = !item.gone && item.value === null;
      value.textContent = item.gone ? "–" : String(item.value ?? "?");
      confidence.textContent = wordsFor(item);
      question.textContent = unnamed ? "Which digit is it?" : "Not right? Choose what stands here.";
      bars.hidden = unnamed || item.gone || item.said;
      showBars(item);
      digits.forEach((button, digit) =>
        button.setAttribute("aria-pressed", String(item!.value === digit && !item!.gone)),
      );
      none.hidden = unnamed || item.gone;
      restore.hidden = !item.said && !item.gone;
      paintCrop(crop, image, item.box, width);
    },
  };
}

/** How sure a reading is, or what a person said. */
export function wordsFor(item: Item): string {
  if (item.gone) return "No digit, as you said";
  if (item.said) return "As you said";
  if (item.value === null) return "New";
  return `${percent(item.confidence, 1)} sure${item.needs_review ? ": please check" : ""}`;
}

function paintCrop(canvas: HTMLCanvasElement, image: HTMLImageElement, box: Box, width: number): void {
  const context = canvas.getContext("2d")!;
  const side = canvas.width;
  context.clearRect(0, 0, side, side);
  if (!image.complete || image.naturalWidth === 0) return;
  const scale = image.naturalWidth / width;
  const [left, top, right, bottom] = box.map((value) => value * scale) as [number, number, number, number];
  const span = 1.25 * Math.max(right - left, bottom - top, 1);
  const [x, y] = [(left + right - span) / 2, (top + bottom - span) / 2];
  context.imageSmoothingQuality = "high";
  context.drawImage(image, x, y, span, span, 0, 0, side, side);
}
