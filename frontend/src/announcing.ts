// What a screen reader says: only what has stood still for a moment, so that it is not flooded.

export interface Announcer {
  say(words: string): void;
  dispose(): void;
}

/** What was read, as it is spoken: line by line, and no minus is passed over. */
export function inWords(text: string): string {
  return text.replaceAll("\n", ", ").replaceAll("-", "minus ");
}

/** `region` is live (role=status); `settled` is the moment, in milliseconds. */
export function createAnnouncer(region: HTMLElement, settled: number): Announcer {
  let wanted = region.textContent ?? "";
  let timer: number | undefined;
  return {
    say(words) {
      if (words === wanted) return;
      wanted = words;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        if (region.textContent !== words) region.textContent = words;
      }, settled);
    },
    dispose: () => window.clearTimeout(timer),
  };
}
