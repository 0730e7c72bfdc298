// The drawing pad: a Streamlit component (v2).

import { createAnswerView, type Answer } from "./answer";
import { openChannel } from "./channel";
import { commandOf, digitOf, type Command } from "./commands";
import { createBoxes, createMarks, type Box } from "./digits";
import { createSender, type Frame } from "./frames";
import { begin, record, redo, undo, type History } from "./history";
import { createInk, picture, UNITS, type Drawing } from "./ink";
import { keeper, recall } from "./keeping";
import { build, component, type Arguments, type Mounted } from "./mounting";
import css from "./pad.css";
import html from "./pad.html";
import { canvasOf, savePng, saveSvg } from "./save";
import { corrected, overlap, said, type Said } from "./saying";
import { sizeBy, SIZES, type Size } from "./size";

interface Data {
  readonly key: string;
  /** Where the pad's own socket is, from the page's address; null where the server has none. */
  readonly channel: string | null;
  readonly answer: Answer | null;
  readonly hand: Frame["hand"];
  /** What a person says a digit is, is kept. */
  readonly keeps: boolean;
}

interface Events {
  frame: Frame;
  /** What a person says stands in a box, with the picture it stands on. */
  said: Frame & { readonly box: Box; readonly value: number };
}

/** What outlives the canvas: Streamlit may mount it anew when the page around it changes. */
interface Session {
  history: History<Drawing>;
  tool: "pen" | "eraser";
  width: number; // of the pen, in canvas units
  size: Size;
  symbols: boolean; // are read, too
  seq: number;
  answer: Answer | null; // the newest
  said: Said | null;
  /** Has the drawing outlive the page. */
  keep(): void;
}

const WIDTH = { least: 4, most: 40, step: 2, usual: 16 } as const;
const LABEL = 24; // canvas units above a box that its value needs
const ERASER = 2.5; // times the width of the pen

const NOTHING = { text: "", digits: [], symbols: [], focus: null, seen: null, error: null } as const;

const sessions = new Map<string, Session>();

export default component(mount);

function sessionOf(key: string): Session {
  const known = sessions.get(key);
  if (known !== undefined) return known;
  const kept = recall(key);
  const session: Session = {
    history: begin<Drawing>(kept?.drawing ?? []),
    tool: "pen",
    width: WIDTH.usual,
    size: kept?.size ?? SIZES.usual,
    symbols: kept?.symbols ?? false,
    seq: 0,
    answer: null,
    said: null,
    keep: keeper(key, () => {
      const { history, size, symbols } = session;
      return { drawing: history.present, size, symbols };
    }),
  };
  sessions.set(key, session);
  return session;
}

function mount(first: Arguments<Data, Events>): Mounted<Data, Events> {
  const root = build(first.parentElement, "pad", css, html);
  const session = sessionOf(first.data.key);
  const canvas = root.querySelector<HTMLCanvasElement>(".paper canvas")!;
  const paper = root.querySelector<HTMLElement>(".paper")!;
  const panel = root.querySelector<HTMLElement>(".answer")!;
  const corner = root.querySelector<HTMLElement>(".corner")!;
  const slider = root.querySelector<HTMLInputElement>("input[type=range]")!;
  const view = createAnswerView(root, (value) => say(value));
  const showBoxes = createBoxes(root.querySelector<HTMLElement>(".values")!);
  const showMarks = createMarks(root.querySelector<HTMLElement>(".marks")!);
  let frame = canvasOf(UNITS.width);
  let args = first;
  const ink = createInk(canvas, {
    onInk() {
      paper.dataset.empty = "false";
      ask();
    },
    onStroke(drawing) {
      change(record(session.history, drawing));
    },
  });

  const message = (): Frame => {
    const point = ink.lastPoint();
    const png = picture(frame, ink.drawing()).toDataURL("image/png").replace(/^.*,/, "");
    const touched = point === null ? null : ([round(point.x), round(point.y)] as const);
    const { seq, symbols } = session;
    return { seq, png, touched, settled: !ink.isDrawing(), symbols, hand: args.data.hand };
  };

  const sender = createSender(() => {
    session.seq += 1;
    const next = message();
    signal(root, "inkdigits-sent", session.seq);
    if (!channel.send(next)) args.send("frame", next, true);
    return session.seq;
  });

  /** The answer no longer belongs to the ink: get a new one. */
  const ask = (): void => {
    sender.changed();
    panel.ariaBusy = "true";
  };

  const receive = (answer: Answer): void => {
    if (answer.seq < (session.answer?.seq ?? 0)) return; // an older one, by the slower way
    session.answer = answer;
    show();
    signal(root, "inkdigits-shown", answer.seq);
    sender.answered(answer.seq);
    panel.ariaBusy = String(!sender.isIdle());
  };

  const channel = openChannel(first.data.channel, {
    onAnswer: receive,
    onLost: () => !sender.isIdle() && ask(),
  });

  /** A person says what the digit in focus is. */
  const say = (value: number): void => {
    const { answer } = session;
    const digit = answer?.digits[answer.focus ?? 0];
    if (digit === undefined || ink.isDrawing() || !sender.isIdle()) return;
    session.said = said(session.said, session.history.present, digit.box, value);
    show();
    keepSaid();
  };

  /** Has what was said last of this drawing kept, where that is wanted. */
  const keepSaid = (): void => {
    const { answer, said, history } = session;
    const last = said?.drawing === history.present ? said.values.at(-1) : undefined;
    const digit = last && answer?.digits.find(({ box }) => overlap(box, last.box));
    if (!args.data.keeps || last === undefined || digit === undefined) return;
    args.send("said", { ...message(), box: digit.box, value: last.value });
  };

  const show = (): void => {
    const drawing = session.history.present;
    // What was read of ink that is gone: nobody need be waited for to know that nothing is there.
    const gone = drawing.length === 0 && !ink.isDrawing() && !sender.isIdle();
    const newest = session.answer && (gone ? { ...session.answer, ...NOTHING } : session.answer);
    const answer = newest && corrected(newest, session.said, drawing);
    view.show(answer, args.data.keeps);
    const digits = (answer?.digits ?? []).filter((digit) => digit.value !== null);
    const focus = digits.length > 1 ? answer?.digits[answer.focus ?? -1] : null;
    showBoxes(digits, UNITS.width, UNITS.height, LABEL, (digit) => (digit === focus ? "focus" : ""));
    showMarks((answer?.symbols ?? []).map((symbol) => symbol.box), UNITS.width, UNITS.height);
  };

  const button = (name: Command): HTMLButtonElement => root.querySelector(`[data-command=${name}]`)!;

  const refresh = (): void => {
    const { history, tool, width, symbols } = session;
    button("pen").setAttribute("aria-pressed", String(tool === "pen"));
    button("eraser").setAttribute("aria-pressed", String(tool === "eraser"));
    button("symbols").setAttribute("aria-pressed", String(symbols));
    // aria-disabled, not disabled: a disabled button would drop the keyboard's focus.
    button("undo").setAttribute("aria-disabled", String(history.past.length === 0));
    button("redo").setAttribute("aria-disabled", String(history.future.length === 0));
    button("clear").setAttribute("aria-disabled", String(history.present.length === 0));
    for (const name of ["png", "svg"] as const) {
      button(name).setAttribute("aria-disabled", String(history.present.length === 0));
    }
    slider.value = String(width);
    slider.style.setProperty("--width", String(width));
    paper.dataset.empty = String(history.present.length === 0 && !ink.isDrawing());
    const brush = { erases: tool === "eraser", width: tool === "eraser" ? width * ERASER : width };
    ink.setBrush(brush);
    canvas.style.cursor = cursor((brush.width * canvas.clientWidth) / UNITS.width / 2);
  };

  const change = (history: History<Drawing>): void => {
    if (history === session.history) return;
    session.history = history;
    session.keep();
    if (history.present !== ink.drawing()) ink.show(history.present);
    refresh();
    ask();
    if (history.present.length === 0) show();
  };

  /** Gives the canvas more room or less, below and to the right; ink stays where it is. */
  const setSize = (size: Size): void => {
    session.size = size;
    Object.assign(UNITS, size);
    frame = canvasOf(UNITS.width);
    root.style.setProperty("--units-wide", String(size.width));
    root.style.setProperty("--units-high", String(size.height));
    const wide = size.width > SIZES.usual.width;
    root.classList.toggle("wide", wide);
    corner.setAttribute("aria-valuenow", String(size.width));
    corner.setAttribute("aria-valuetext", `${size.width} by ${size.height}`);
    button("wide").setAttribute("aria-pressed", String(wide));
    ink.fit();
    ink.show(session.history.present);
    refresh();
    show();
  };

  const setWidth = (width: number): void => {
    session.width = Math.min(WIDTH.most, Math.max(WIDTH.least, width));
    refresh();
  };

  const commands: Record<Command, () => void> = {
    pen: () => ((session.tool = "pen"), refresh()),
    eraser: () => ((session.tool = "eraser"), refresh()),
    thinner: () => setWidth(session.width - WIDTH.step),
    wider: () => setWidth(session.width + WIDTH.step),
    undo: () => change(undo(session.history)),
    redo: () => change(redo(session.history)),
    wide: () => (setSize(session.size.width > SIZES.usual.width ? SIZES.usual : SIZES.wide), ask()),
    symbols: () => ((session.symbols = !session.symbols), refresh(), ask()),
    clear: () => session.history.present.length > 0 && change(record(session.history, [])),
    png: () => session.history.present.length > 0 && savePng(session.history.present),
    svg: () => session.history.present.length > 0 && saveSvg(session.history.present),
  };
  const perform = (command: Command): void => {
    if (!ink.isDrawing()) commands[command]();
  };

  const onKey = (event: KeyboardEvent): void => {
    if (canvas.offsetParent === null) return;
    const [command, digit] = [commandOf(event), digitOf(event)];
    if (command === null && digit === null) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // Streamlit has shortcuts of its own
    if (command !== null) perform(command);
    else say(digit!);
  };
  const resized = new ResizeObserver(() => {
    ink.fit();
    refresh();
  });

  for (const button of root.querySelectorAll<HTMLElement>("[data-command]")) {
    button.addEventListener("click", () => perform(button.dataset.command as Command));
  }
  slider.addEventListener("input", () => setWidth(Number(slider.value)));
  window.addEventListener("keydown", onKey, { capture: true });
  resized.observe(canvas);
  sizeBy(corner, {
    size: () => session.size,
    scale: () => canvas.clientWidth / UNITS.width,
    resize(size, done) {
      if (ink.isDrawing()) return;
      setSize(size);
      if (done) ask();
    },
  });
  setSize(session.size);

  return {
    update(next) {
      const { keeps, hand } = args.data;
      args = next;
      if (!keeps && args.data.keeps) keepSaid();
      ink.setColor(getComputedStyle(canvas).color);
      const { answer } = args.data;
      if (answer === null || answer.seq < (session.answer?.seq ?? 0)) show();
      else receive(answer);
      if (session.history.present.length === 0 || !sender.isIdle()) return;
      // A new session of the server knows nothing of ink that is still here.
      if (session.answer === null || String(hand) !== String(args.data.hand)) ask();
    },
    dispose() {
      if (ink.isDrawing()) session.history = record(session.history, ink.drawing());
      session.keep();
      window.removeEventListener("keydown", onKey, { capture: true });
      resized.disconnect();
      sender.dispose();
      channel.dispose();
      view.dispose();
      ink.dispose();
    },
  };
}

/** For measurements: tells the page which frame was sent or shown. */
function signal(root: HTMLElement, name: string, seq: number): void {
  root.dispatchEvent(new CustomEvent(name, { detail: { seq }, bubbles: true, composed: true }));
}

/** A ring as large as the brush. */
function cursor(radius: number): string {
  const r = Math.min(60, Math.max(3, radius));
  const side = Math.ceil(2 * r + 4);
  const ring = (stroke: string, width: number): string =>
    `<circle cx="${side / 2}" cy="${side / 2}" r="${r}" fill="none" stroke="${stroke}" stroke-width="${width}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">${ring("white", 3)}${ring("black", 1)}</svg>`;
  return `url("data:image/svg+xml,${encodeURIComponent(svg)}") ${side / 2} ${side / 2}, crosshair`;
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
