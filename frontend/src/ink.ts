// The drawing: strokes in canvas units, so that neither the size of the screen nor the theme
// changes what is drawn, kept or read. signature_pad follows the mouse, the finger and the pen.

import SignaturePad from "signature_pad";

/** The canvas measures this many units whatever its size on the screen; frames and boxes use them too. */
export const UNITS = { width: 400, height: 300 };

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Brush {
  readonly erases: boolean;
  /** Width of the line, in canvas units. */
  readonly width: number;
}

export interface Stroke extends Brush {
  readonly points: readonly Point[];
}

export type Drawing = readonly Stroke[];

export interface Ink {
  setBrush(brush: Brush): void;
  setColor(color: string): void;
  /** Replaces the drawing. */
  show(drawing: Drawing): void;
  /** Fits the bitmap to the size of the canvas on the screen. */
  fit(): void;
  isDrawing(): boolean;
  /** The drawing, with the stroke under the pen. */
  drawing(): Drawing;
  /** Where the pen was last, in canvas units. */
  lastPoint(): Point | null;
  dispose(): void;
}

interface InkEvents {
  /** The stroke under the pen grew. */
  onInk(): void;
  /** The pen was lifted: the drawing has one more stroke. */
  onStroke(drawing: Drawing): void;
}

export function createInk(canvas: HTMLCanvasElement, events: InkEvents): Ink {
  const context = contextOf(canvas);
  const dry = document.createElement("canvas"); // all strokes but the one under the pen
  const pen = new SignaturePad(canvas, { throttle: 0, minDistance: 1, penColor: "transparent" });
  let drawing: Drawing = [];
  let wet: Stroke | null = null; // the stroke under the pen
  let last: Point | null = null;
  let brush: Brush = { erases: false, width: 16 };
  let color = "black";

  const repaint = (): void => {
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalCompositeOperation = "copy";
    context.drawImage(dry, 0, 0);
    context.restore();
    if (wet !== null) paint(context, [wet], color);
  };

  const redraw = (): void => {
    if (canvas.width === 0) return;
    dry.width = canvas.width;
    dry.height = canvas.height;
    paint(contextOf(dry), drawing, color);
    repaint();
  };

  const fit = (): void => {
    const { width, height } = canvas.getBoundingClientRect();
    const density = window.devicePixelRatio || 1;
    const columns = Math.round(width * density);
    const rows = Math.round(height * density);
    if (columns === 0 || (columns === canvas.width && rows === canvas.height)) return;
    canvas.width = columns;
    canvas.height = rows;
    redraw();
  };

  pen.addEventListener("beginStroke", () => {
    wet = { ...brush, points: [] };
  });
  pen.addEventListener("afterUpdateStroke", () => {
    const point = pen.toData().at(-1)?.points.at(-1);
    if (wet === null || point === undefined) return;
    const unit = UNITS.width / canvas.getBoundingClientRect().width;
    last = { x: point.x * unit, y: point.y * unit };
    const before = wet.points.at(-1);
    if (before?.x === last.x && before.y === last.y) return;
    wet = { ...wet, points: [...wet.points, last] };
    repaint();
    events.onInk();
  });
  pen.addEventListener("endStroke", () => {
    if (wet !== null) drawing = [...drawing, wet];
    wet = null;
    pen.clear();
    redraw();
    events.onStroke(drawing);
  });

  return {
    setBrush(next) {
      brush = next;
    },
    setColor(next) {
      if (color === next) return;
      color = next;
      redraw();
    },
    show(next) {
      drawing = next;
      redraw();
    },
    fit,
    isDrawing: () => wet !== null,
    drawing: () => (wet === null ? drawing : [...drawing, wet]),
    lastPoint: () => last,
    dispose: () => pen.off(),
  };
}

/** Draws black ink on white, filling `canvas`, whatever the page looks like. */
export function picture(canvas: HTMLCanvasElement, drawing: Drawing): HTMLCanvasElement {
  const context = contextOf(canvas);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  paint(context, drawing, "black");
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = "white";
  context.fillRect(0, 0, UNITS.width, UNITS.height);
  context.globalCompositeOperation = "source-over";
  return canvas;
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  return canvas.getContext("2d", { willReadFrequently: true })!;
}

function paint(context: CanvasRenderingContext2D, drawing: Drawing, color: string): void {
  const { canvas } = context;
  context.setTransform(canvas.width / UNITS.width, 0, 0, canvas.height / UNITS.height, 0, 0);
  context.lineCap = context.lineJoin = "round";
  context.strokeStyle = color;
  for (const stroke of drawing) {
    context.globalCompositeOperation = stroke.erases ? "destination-out" : "source-over";
    context.lineWidth = stroke.width;
    context.stroke(new Path2D(outline(stroke.points)));
  }
  context.globalCompositeOperation = "source-over";
}

/** A smooth line: curves from the middle of one pair of points to the middle of the next. */
export function outline(points: readonly Point[]): string {
  const [first] = points;
  if (first === undefined) return "";
  const path = [`M${first.x} ${first.y}`];
  for (let i = 1; i < points.length - 1; i += 1) {
    const [here, next] = [points[i]!, points[i + 1]!];
    path.push(`Q${here.x} ${here.y} ${(here.x + next.x) / 2} ${(here.y + next.y) / 2}`);
  }
  const end = points.at(-1)!;
  path.push(`L${points.length === 1 ? end.x + 0.01 : end.x} ${end.y}`); // no length: not drawn
  return path.join("");
}
