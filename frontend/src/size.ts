// The size of the canvas: dragged by its corner, stepped by keys, or chosen.

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Sizes in canvas units, which the picture that is read has pixels of. */
export const SIZES = {
  least: { width: 200, height: 150 },
  usual: { width: 400, height: 300 },
  wide: { width: 800, height: 300 },
  most: { width: 1200, height: 800 },
} as const;

const STEP = 20; // canvas units for a press of an arrow key
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

interface Sizing {
  size(): Size;
  /** Pixels of the screen that a canvas unit measures. */
  scale(): number;
  /** A new size; `done` once the person lets go. */
  resize(size: Size, done: boolean): void;
}

/** Makes `handle` the corner by which the canvas is sized. */
export function sizeBy(handle: HTMLElement, sizing: Sizing): void {
  let from: { x: number; y: number; size: Size; scale: number } | null = null;

  const sizeAt = (event: PointerEvent): Size => {
    const { x, y, size, scale } = from!;
    return within({
      width: size.width + (event.clientX + window.scrollX - x) / scale,
      height: size.height + (event.clientY + window.scrollY - y) / scale,
    });
  };

  handle.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    handle.setPointerCapture(event.pointerId);
    const [x, y] = [event.clientX + window.scrollX, event.clientY + window.scrollY];
    from = { x, y, size: sizing.size(), scale: sizing.scale() };
    event.preventDefault();
  });
  handle.addEventListener("pointermove", (event) => {
    if (from !== null) sizing.resize(sizeAt(event), false);
  });
  for (const name of ["pointerup", "pointercancel"] as const) {
    handle.addEventListener(name, () => {
      if (from === null) return;
      from = null;
      sizing.resize(sizing.size(), true);
    });
  }
  handle.addEventListener("dblclick", () => sizing.resize(SIZES.usual, true));
  handle.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const { width, height } = sizing.size();
    sizing.resize(within({ width: width + step[0], height: height + step[1] }), true);
  });
}

function within({ width, height }: Size): Size {
  const clamp = (value: number, least: number, most: number): number =>
    Math.round(Math.min(most, Math.max(least, value)));
  return {
    width: clamp(width, SIZES.least.width, SIZES.most.width),
    height: clamp(height, SIZES.least.height, SIZES.most.height),
  };
}
