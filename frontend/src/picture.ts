// A picture with what was read from it: boxes, details of a digit, cropping, correcting.

import { createAnnouncer } from "./announcing";
import { createCard, wordsFor } from "./card";
import { createBoxes, createMarks, percent, place, type Box, type DigitAnswer } from "./digits";
import { dragBoxes } from "./dragging";
import { build, component, type Arguments, type Mounted } from "./mounting";
import css from "./picture.css";
import html from "./picture.html";
import { createSelection } from "./selecting";

/** A digit; `said` where a person named it, `gone` where a person said that none stands there. */
export interface Item extends DigitAnswer {
  readonly said: boolean;
  readonly gone: boolean;
}

interface Data {
  /** Names the picture and the way it lies; a new one forgets what was chosen. */
  readonly id: string;
  readonly src: string;
  readonly width: number;
  readonly height: number;
  readonly crop: Box | null;
  readonly items: readonly Item[];
  /** Points, commas, minus signs, slashes and colons. */
  readonly symbols: readonly Box[];
  readonly summary: string;
}

/** What Python is asked to do; see `Picture.edit` in inkdigits/web/shelf.py. */
export interface Edit {
  readonly kind: "crop" | "turn" | "correct" | "restore";
  readonly box: Box | null;
  readonly value: number | null;
}

interface Events {
  edit: Edit & { readonly id: string };
}

type Mode = "look" | "crop" | "add";

const REACH = 18; // pixels of the screen between a tap and a box that still count as a hit
const HINTS: Readonly<Record<Mode, string>> = {
  look: "Tap a digit to see how sure the reading is, or to correct it.",
  crop: "Drag over the part that is to be read, or select it with the arrow keys.",
  add: "Drag a box around a digit that was missed, or select it with the arrow keys.",
};
const KEYS = "Arrow keys move the selection, with Shift they size it. Enter takes it, Escape leaves.";
const SETTLED = 300; // milliseconds without a change before a screen reader is told

export default component(mount);

function mount(first: Arguments<Data, Events>): Mounted<Data, Events> {
  const root = build(first.parentElement, "picture", css, html);
  const find = <E extends Element>(selector: string): E => root.querySelector<E>(selector)!;
  const stage = find<HTMLElement>(".stage");
  const image = find<HTMLImageElement>("img");
  const shade = find<HTMLElement>(".shade");
  const hint = find<HTMLElement>(".hint");
  const review = find<HTMLElement>(".review");
  const layer = find<HTMLElement>(".values");
  const showBoxes = createBoxes(layer);
  const showMarks = createMarks(find<HTMLElement>(".marks"));
  const announcer = createAnnouncer(find<HTMLElement>(".status"), SETTLED);
  let args = first;
  let mode: Mode = "look";
  let chosen: Box | null = null; // by its box: what is read may change around it
  let hovered: Item | null = null;
  let shownId = "";

  const edit = (kind: Edit["kind"], box: Box | null, value: number | null): void =>
    args.send("edit", { kind, box, value, id: args.data.id });

  const card = createCard(find<HTMLElement>(".card"), stage, image, (kind, box, value) => {
    edit(kind, box, value);
    if (kind !== "correct") return;
    const next = doubtful().find((item) => !same(item.box, box));
    chosen = next?.box ?? box;
    setMode("look");
  });

  const itemOf = (box: Box | null): Item | null =>
    args.data.items.find((item) => box !== null && same(item.box, box)) ?? null;
  const doubtful = (): Item[] =>
    args.data.items.filter((item) => item.needs_review).sort((a, b) => a.confidence - b.confidence);

  const choose = (box: Box | null): void => {
    chosen = box;
    render();
  };

  const setMode = (next: Mode): void => {
    mode = next;
    selection.ready(mode === "look" ? null : begin());
    render();
  };

  /** A box was marked: the part to read, or a digit that was missed. */
  const take = (box: Box): void => {
    if (mode === "crop") edit("crop", box, null);
    else chosen = box;
    setMode("look");
    bringCard();
  };

  /** Where a selection begins: a missed digit is as large as its neighbour, and beside it. */
  const begin = (): Box => {
    const { items, width, height, crop } = args.data;
    if (mode === "crop") return crop ?? [0.1 * width, 0.1 * height, 0.9 * width, 0.9 * height];
    const beside = chosen ?? items[items.length >> 1]?.box;
    if (beside === undefined) return [0.45 * width, 0.4 * height, 0.55 * width, 0.6 * height];
    const [left, top, right, bottom] = beside;
    return [right, top, 2 * right - left, bottom];
  };

  const render = (): void => {
    const { items, width, height, crop, summary } = args.data;
    stage.dataset.mode = mode;
    for (const button of root.querySelectorAll<HTMLElement>("[data-mode]:not(.stage)")) {
      button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    }
    // What keys and the card change is what is shown: hovering only previews.
    const shown = chosen === null ? hovered : itemOf(chosen);
    showBoxes(items, width, height, fitLabels(), (item) =>
      [
        shown !== null && same(item.box, shown.box) ? "chosen" : "",
        (item as Item).said ? "said" : "",
        (item as Item).gone ? "gone" : "",
      ].join(" "),
    );
    showMarks(args.data.symbols, width, height);
    shade.hidden = crop === null;
    if (crop !== null) place(shade, crop, width, height);
    find(".summary").textContent = summary;
    showReview(doubtful());
    showHint(crop !== null);
    card.show(shown ?? (chosen === null ? null : missing(chosen)), width);
    announcer.say(spoken());
  };

  /** What a screen reader says: of hovering it says nothing. */
  const spoken = (): string => {
    const { items, summary } = args.data;
    const box = selection.box();
    if (box !== null) return spokenSelection(box);
    if (chosen === null) return summary;
    const item = itemOf(chosen) ?? missing(chosen);
    const value = item.gone || item.value === null ? "" : `${item.value}, `;
    const at = items.indexOf(item);
    return `${value}${wordsFor(item)}${at < 0 ? ": which digit is it?" : `, ${at + 1} of ${items.length}`}`;
  };

  const spokenSelection = ([left, top, right, bottom]: Box): string => {
    const { items, width, height } = args.data;
    const inside = items.filter(({ box: [x0, y0, x1, y1], gone }) => {
      const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
      return !gone && x > left && x < right && y > top && y < bottom;
    });
    const share = (from: number, to: number, whole: number): string =>
      `${Math.round((100 * from) / whole)} to ${Math.round((100 * to) / whole)}%`;
    const where = `${share(left, right, width)} across, ${share(top, bottom, height)} down`;
    return `${where}, ${inside.length} of ${items.length} digits inside`;
  };

  const showReview = (items: readonly Item[]): void => {
    review.hidden = items.length === 0;
    // Buttons stay: one of them may have the keyboard's focus.
    while (review.children.length > items.length) review.lastElementChild!.remove();
    while (review.children.length < items.length) review.append(document.createElement("button"));
    items.forEach((item, index) => {
      const button = review.children[index] as HTMLButtonElement;
      const value = item.value ?? "?";
      button.type = "button";
      button.innerHTML = `<b>${value}</b>${percent(item.confidence, 0)}`;
      button.setAttribute("aria-pressed", String(chosen !== null && same(item.box, chosen)));
      button.setAttribute("aria-label", `Check ${value}, ${percent(item.confidence, 0)} sure`);
      button.onclick = () => {
        choose(item.box);
        stage.focus({ preventScroll: true }); // keys go on from here
      };
    });
  };

  const hintWords = document.createTextNode("");
  const whole = document.createElement("button"); // made once: it may have the keyboard's focus
  whole.type = "button";
  whole.textContent = "Read the whole picture";
  whole.addEventListener("click", () => edit("crop", null, null));
  hint.replaceChildren(hintWords, whole);

  const showHint = (cropped: boolean): void => {
    hintWords.data = selection.box() === null ? HINTS[mode] : KEYS;
    if (!cropped && whole.matches(":focus")) stage.focus({ preventScroll: true });
    whole.hidden = !cropped;
  };

  /** On a narrow page the card stands below the picture: without this a tap seems to do nothing. */
  const bringCard = (): void => {
    if (chosen !== null) find(".card").scrollIntoView({ block: "nearest" });
  };

  /** Values as large as the digits allow; the height of one, in pixels of the picture. */
  const fitLabels = (): number => {
    const heights = args.data.items.map((item) => item.box[3] - item.box[1]).sort((a, b) => a - b);
    const median = heights[heights.length >> 1] ?? 0;
    const shown = (median * stage.clientHeight) / args.data.height;
    const size = Math.min(18, Math.max(10, 0.45 * shown));
    layer.style.setProperty("--label", `${size.toFixed(1)}px`);
    return (1.3 * size * args.data.width) / Math.max(1, stage.clientWidth);
  };

  const hit = (x: number, y: number, reach: number): Item | null => {
    const scale = args.data.width / Math.max(1, stage.clientWidth);
    let best: Item | null = null;
    let least = reach * scale;
    for (const item of args.data.items) {
      const [left, top, right, bottom] = item.box;
      const away = Math.hypot(Math.max(left - x, x - right, 0), Math.max(top - y, y - bottom, 0));
      if (away < least || (away === 0 && least === 0 && best === null)) {
        least = away;
        best = item;
      }
    }
    return best;
  };

  const stopDragging = dragBoxes(stage, find<HTMLElement>(".drag"), {
    isOn: () => mode !== "look",
    size: () => [args.data.width, args.data.height],
    onBox: take,
    onTap(x, y) {
      if (mode !== "look") return;
      choose(hit(x, y, REACH)?.box ?? null);
      bringCard();
    },
    onHover(x, y) {
      const next = mode === "look" ? hit(x, y, 1) : null;
      if (next === hovered) return;
      hovered = next;
      render();
    },
    onLeave() {
      hovered = null;
      render();
    },
  });

  const selection = createSelection(stage, find<HTMLElement>(".selection"), {
    size: () => [args.data.width, args.data.height],
    onChange: () => render(),
  });

  const step = (by: 1 | -1): void => {
    const { items } = args.data;
    const at = items.findIndex((item) => chosen !== null && same(item.box, chosen));
    const next = at === -1 ? (by === 1 ? 0 : items.length - 1) : (at + by + items.length) % items.length;
    choose(items[next]?.box ?? null);
    layer.querySelector(".chosen")?.scrollIntoView({ block: "nearest" });
  };

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const selected = selection.box();
    if (selection.press(event)) hovered = null;
    else if (event.key === "Enter" && selected !== null) take(selected);
    else if (event.key === "ArrowRight") step(1);
    else if (event.key === "ArrowLeft") step(-1);
    else if (event.key === "Escape" && mode !== "look") setMode("look");
    else if (selected !== null || chosen === null) return;
    else if (/^[0-9]$/.test(event.key)) edit("correct", chosen, Number(event.key));
    else if (event.key === "Delete") edit("correct", chosen, null);
    else if (event.key === "Escape") choose(null);
    else return;
    event.preventDefault();
  };

  for (const button of root.querySelectorAll<HTMLElement>("[data-mode]:not(.stage)")) {
    button.addEventListener("click", (event) => {
      setMode(button.dataset.mode as Mode);
      if (event.detail === 0) selection.focus(); // pressed by a key
    });
  }
  for (const button of root.querySelectorAll<HTMLElement>("[data-turn]")) {
    button.addEventListener("click", () => edit("turn", null, Number(button.dataset.turn)));
  }
  root.addEventListener("keydown", onKey);
  image.addEventListener("load", () => render());
  const resized = new ResizeObserver(() => render());
  resized.observe(stage);

  return {
    update(next) {
      const before = itemOf(chosen);
      args = next;
      if (before !== null && !before.said && itemOf(chosen) === null) chosen = null; // read anew, it is gone
      const { id, src, width, height } = args.data;
      if (id !== shownId) {
        shownId = id;
        chosen = null;
        hovered = null;
        setMode("look");
        image.src = src;
        stage.style.setProperty("--aspect", String(width / height)); // keeps its place while it loads
      }
      hovered = hovered && itemOf(hovered.box);
      render();
    },
    dispose() {
      stopDragging();
      announcer.dispose();
      resized.disconnect();
    },
  };
}

function same(a: Box, b: Box): boolean {
  return a.every((value, index) => Math.abs(value - b[index]!) < 0.5);
}

/** A digit that a person marked and has not named yet. */
function missing(box: Box): Item {
  const probabilities = new Array<number>(10).fill(0);
  return { value: null, reason: null, confidence: 0, probabilities, needs_review: false, box, said: false, gone: false };
}
