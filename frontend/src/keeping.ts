// What is on the canvas outlives a reload of the page, and a tab that the browser threw out of memory.
// It is gone once the tab is closed.

import type { Drawing } from "./ink";
import type { Size } from "./size";

export interface Kept {
  readonly drawing: Drawing;
  readonly size: Size;
  readonly symbols?: boolean; // as read
}

const PAUSE = 500; // milliseconds after a change: a tab that runs out of memory says nothing at its end

/**
 * Keeps what `now` gives whenever the page goes, or is put away: a phone ends a tab in the background
 * without a word. Returns what has it kept soon.
 */
export function keeper(key: string, now: () => Kept): () => void {
  let timer: number | undefined;
  const keepNow = (): void => {
    window.clearTimeout(timer);
    keep(key, now());
  };
  window.addEventListener("pagehide", keepNow);
  document.addEventListener("visibilitychange", () => document.hidden && keepNow());
  return () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(keepNow, PAUSE);
  };
}

function keep(key: string, kept: Kept): void {
  try {
    window.sessionStorage.setItem(nameOf(key), JSON.stringify(kept));
  } catch {
    // The browser was told to keep nothing, or has no room: then a reload begins anew.
  }
}

export function recall(key: string): Kept | null {
  try {
    return JSON.parse(window.sessionStorage.getItem(nameOf(key)) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

function nameOf(key: string): string {
  return `inkdigits-drawing-${key}`;
}
