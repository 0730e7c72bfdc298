// A selection on a picture that the keyboard moves and sizes: what a drag is to the pointer.

import { place, type Box } from "./digits";

export interface Selection {
  /** Shows it once it has the keyboard's focus; null takes it away. */
  ready(box: Box | null): void;
  focus(): void;
  /** Its place, while it has the keyboard's focus. */
  box(): Box | null;
  /** Moves or sizes it, and takes the focus, where the key says so. */
  press(event: KeyboardEvent): boolean;
}

interface Selecting {
  /** Width and height of the picture, in the units of all places. */
  size(): readonly [number, number];
  /** It has the focus, lost it, or was moved. */
  onChange(): void;
}

const STEP = 4; // pixels of the screen for a press of an arrow key,
const STRIDE = 16; // and while it is held down
const LEAST = 8; // pixels of the screen that it is wide and high

const WAYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function createSelection(stage: HTMLElement, element: HTMLElement, selecting: Selecting): Selection {
  let box: Box = [0, 0, 0, 0];

  const show = (next: Box): void => {
    box = next;
    place(element, box, ...selecting.size());
  };

  element.addEventListener("focus", selecting.onChange);
  element.addEventListener("blur", selecting.onChange);

  return {
    ready(next) {
      if (next === null && element.matches(":focus")) stage.focus({ preventScroll: true });
      element.hidden = next === null;
      if (next !== null) show(moved(next, 0, 0, selecting.size()));
    },
    focus: () => element.focus({ preventScroll: true }),
    box: () => (element.matches(":focus") ? box : null),
    press(event) {
      const way = WAYS[event.key];
      if (way === undefined || element.hidden) return false;
      const size = selecting.size();
      const unit = size[0] / Math.max(1, stage.clientWidth);
      const [across, down] = way.map((sign) => sign * unit * (event.repeat ? STRIDE : STEP)) as [number, number];
      show(event.shiftKey ? sized(box, across, down, size, LEAST * unit) : moved(box, across, down, size));
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: "nearest" });
      selecting.onChange();
      return true;
    },
  };
}

/** A box elsewhere, but within the picture. */
function moved([left, top, right, bottom]: Box, across: number, down: number, [width, height]: readonly [number, number]): Box {
  const x = clamp(across, -left, width - right);
  const y = clamp(down, -top, height - bottom);
  return [left + x, top + y, right + x, bottom + y];
}

/** A box whose right and lower edges were moved. */
function sized(
  [left, top, right, bottom]: Box,
  across: number,
  down: number,
  [width, height]: readonly [number, number],
  least: number,
): Box {
  return [left, top, clamp(right + across, left + least, width), clamp(bottom + down, top + least, height)];
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
