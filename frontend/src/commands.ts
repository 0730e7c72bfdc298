// What the buttons and the keys do, by name.

export type Command =
  | "pen"
  | "eraser"
  | "thinner"
  | "wider"
  | "wide"
  | "symbols"
  | "clear"
  | "undo"
  | "redo"
  | "png"
  | "svg";

const KEYS: Readonly<Record<string, Command>> = {
  p: "pen",
  e: "eraser",
  "[": "thinner",
  "]": "wider",
  w: "wide",
  s: "symbols",
  c: "clear",
  delete: "clear",
};

/** The command of a key press, or null where the key is not ours. */
export function commandOf(event: KeyboardEvent): Command | null {
  if (event.altKey || isTyping(event)) return null;
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (key === "z") return event.shiftKey ? "redo" : "undo";
    return key === "y" ? "redo" : null;
  }
  return KEYS[key] ?? null;
}

/** The digit that a key names, or null where it names none. */
export function digitOf(event: KeyboardEvent): number | null {
  if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event)) return null;
  return /^[0-9]$/.test(event.key) ? Number(event.key) : null;
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target instanceof HTMLInputElement && !["range", "checkbox", "radio", "button"].includes(target.type);
}
