// What is on the canvas outlives a reload of the page. It is gone with the browser's tab.

import type { Drawing } from "./ink";
import type { Size } from "./size";

export interface Kept {
  readonly drawing: Drawing;
  readonly size: Size;
  readonly symbols?: boolean; // as read
}

export function keep(key: string, kept: Kept): void {
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
