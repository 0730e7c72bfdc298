// A digit as Python sends it, and how its probabilities are shown.

/** One digit. Boxes are [x_min, y_min, x_max, y_max] in pixels of the picture that was read. */
export interface DigitAnswer {
  readonly value: number | null;
  readonly reason: "blank" | "not_a_digit" | null;
  readonly confidence: number;
  readonly probabilities: readonly number[];
  readonly needs_review: boolean;
  readonly box: Box;
  /** A person named it. */
  readonly said?: boolean;
}

export type Box = readonly [number, number, number, number];

/** Never rounds up to certainty. */
export function percent(share: number, places: number): string {
  const most = 100 - 10 ** -places;
  return `${Math.min(100 * share, most).toFixed(places)}%`;
}

/** Ten bars in a list, empty at first; `onPick` is told the value of one that was tapped. */
export function createBars(
  list: HTMLElement,
  onPick?: (value: number) => void,
): (digit: DigitAnswer | null) => void {
  const bars = Array.from({ length: 10 }, (_, value) => {
    const bar = document.createElement("li");
    bar.innerHTML = `<span class="name">${value}</span><span class="track"><i></i></span><span class="percent"></span>`;
    if (onPick !== undefined) bar.addEventListener("click", () => onPick(value));
    list.append(bar);
    return bar;
  });
  return (digit) => {
    bars.forEach((bar, index) => {
      const probability = digit?.probabilities[index] ?? 0;
      bar.style.setProperty("--share", probability.toFixed(4));
      bar.dataset.probability = probability.toFixed(4);
      bar.classList.toggle("chosen", digit?.value === index);
      bar.querySelector(".percent")!.textContent = probability < 0.005 ? "" : percent(probability, 0);
    });
  };
}

/**
 * Draws boxes with their values into a layer that measures `width` by `height` units. Values stand
 * above their boxes; below where less than `clearance` units are left above.
 */
export function createBoxes(
  layer: HTMLElement,
): (
  digits: readonly DigitAnswer[],
  width: number,
  height: number,
  clearance: number,
  mark?: (digit: DigitAnswer) => string,
) => void {
  return (digits, width, height, clearance, mark) => {
    while (layer.children.length > digits.length) layer.lastElementChild!.remove();
    while (layer.children.length < digits.length) {
      const box = document.createElement("div");
      box.append(document.createElement("b"));
      layer.append(box);
    }
    digits.forEach((digit, index) => {
      const box = layer.children[index] as HTMLElement;
      place(box, digit.box, width, height);
      const low = digit.box[1] < clearance ? "low" : "";
      box.className = `${mark?.(digit) ?? ""} ${low} ${digit.needs_review ? "doubtful" : ""}`;
      box.firstElementChild!.textContent = digit.value === null ? "?" : String(digit.value);
    });
  };
}

/** Draws boxes without values, around symbols, into a layer that measures `width` by `height` units. */
export function createMarks(layer: HTMLElement): (boxes: readonly Box[], width: number, height: number) => void {
  return (boxes, width, height) => {
    layer.replaceChildren(
      ...boxes.map((box) => {
        const mark = document.createElement("div");
        place(mark, box, width, height);
        return mark;
      }),
    );
  };
}

/** Puts an element over a box of a layer that measures `width` by `height` units. */
export function place(element: HTMLElement, box: Box, width: number, height: number): void {
  const share = (value: number, whole: number): string => `${((100 * value) / whole).toFixed(3)}%`;
  element.style.left = share(box[0], width);
  element.style.top = share(box[1], height);
  element.style.width = share(box[2] - box[0], width);
  element.style.height = share(box[3] - box[1], height);
}
