// Taps, hovering and dragged rectangles on a picture, by mouse, finger or pen.

import { place, type Box } from "./digits";

interface Gestures {
  /** Whether a drag draws a rectangle now. */
  isOn(): boolean;
  /** Width and height of the picture, in the units of all places. */
  size(): readonly [number, number];
  onBox(box: Box): void;
  onTap(x: number, y: number): void;
  onHover(x: number, y: number): void;
  onLeave(): void;
}

const LEAST = 8; // pixels of the screen: what is smaller was a tap

/** Returns what ends it. */
export function dragBoxes(stage: HTMLElement, rectangle: HTMLElement, gestures: Gestures): () => void {
  let from: readonly [number, number] | null = null;
  let pointer = -1; // that drags: another finger, or a palm, changes nothing
  let dragged = false; // the click that ends a drag is no tap

  const placeOf = (event: PointerEvent | MouseEvent): [number, number] => {
    const bounds = stage.getBoundingClientRect();
    const [width, height] = gestures.size();
    const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value));
    return [
      clamp(((event.clientX - bounds.left) / bounds.width) * width, width),
      clamp(((event.clientY - bounds.top) / bounds.height) * height, height),
    ];
  };
  const boxTo = ([x, y]: readonly [number, number]): Box => {
    const [x0, y0] = from!;
    return [Math.min(x0, x), Math.min(y0, y), Math.max(x0, x), Math.max(y0, y)];
  };
  const stop = (): void => {
    from = null;
    rectangle.hidden = true;
  };

  const events = new AbortController();
  const on = <Name extends keyof HTMLElementEventMap>(
    name: Name,
    listener: (event: HTMLElementEventMap[Name]) => void,
  ): void => stage.addEventListener(name, listener as EventListener, { signal: events.signal });

  on("pointerdown", (event) => {
    dragged = false;
    if (!gestures.isOn() || !event.isPrimary || event.button !== 0) return;
    stage.setPointerCapture(event.pointerId);
    from = placeOf(event);
    pointer = event.pointerId;
    event.preventDefault();
  });
  on("pointermove", (event) => {
    if (from !== null) {
      if (event.pointerId !== pointer) return;
      rectangle.hidden = false;
      place(rectangle, boxTo(placeOf(event)), ...gestures.size());
    } else if (event.pointerType === "mouse") {
      gestures.onHover(...placeOf(event));
    }
  });
  on("pointerup", (event) => {
    if (from === null || event.pointerId !== pointer) return;
    const box = boxTo(placeOf(event));
    const unit = gestures.size()[0] / stage.clientWidth;
    stop();
    dragged = true;
    const [width, height] = [box[2] - box[0], box[3] - box[1]].map((side) => side / unit) as [number, number];
    // A strip may be shown a few pixels high.
    const isDrag = Math.max(width, height) >= LEAST && Math.min(width, height) >= LEAST / 4;
    if (isDrag) gestures.onBox(box);
  });
  on("pointercancel", (event) => event.pointerId === pointer && stop());
  on("pointerleave", (event) => event.pointerType === "mouse" && gestures.onLeave());
  on("click", (event) => !dragged && gestures.onTap(...placeOf(event)));
  return () => events.abort();
}
