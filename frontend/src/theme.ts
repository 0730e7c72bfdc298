// Light, dark, or as the system says: chosen here, kept by the browser, changed at once.
//
// Streamlit has no call that changes the theme of an open page. It follows the system: it asks the
// browser whether the system is dark, and asks again after printing. So the choice is answered in
// the system's place, and Streamlit is told to ask again; nothing is loaded anew.

import { build, component, type Mounted } from "./mounting";
import css from "./theme.css";
import html from "./theme.html";

const THEMES = ["light", "dark", "system"] as const;
type Theme = (typeof THEMES)[number];

const KEY = "inkdigits-theme";
const QUERY = "(prefers-color-scheme: dark)";
const STREAMLIT_KEY = /^stActiveTheme-/; // a theme chosen in the menu of another app at this address

let chosenNow: Theme = "system"; // where the browser keeps nothing

const ask = window.matchMedia.bind(window);

window.matchMedia = (query) => {
  const list = ask(query);
  const theme = kept();
  return query === QUERY && theme !== "system" ? answering(list, theme === "dark") : list;
};

paintGround();

export default component(mount);

function mount({ parentElement }: { readonly parentElement: HTMLElement | ShadowRoot }): Mounted<unknown, object> {
  const root = build(parentElement, "theme", css, html);
  const opener = root.querySelector<HTMLButtonElement>(".opener")!;
  const menu = root.querySelector<HTMLElement>(".menu")!;
  const choices = [...root.querySelectorAll<HTMLButtonElement>("[data-theme]")];

  const render = (): void => {
    const theme = kept();
    for (const button of choices) {
      button.setAttribute("aria-pressed", String(button.dataset.theme === theme));
    }
    opener.setAttribute("aria-label", `Theme: ${theme}`);
    opener.dataset.theme = theme;
  };
  const open = (wanted: boolean): void => {
    menu.hidden = !wanted;
    opener.setAttribute("aria-expanded", String(wanted));
  };

  opener.addEventListener("click", () => {
    open(menu.hidden);
    if (!menu.hidden) choices.find((button) => button.ariaPressed === "true")?.focus();
  });
  for (const button of choices) {
    button.addEventListener("click", () => {
      keep(button.dataset.theme as Theme);
      render();
    });
  }
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    event.stopPropagation();
    open(false);
    opener.focus();
  });
  root.addEventListener("focusout", (event) => {
    if (event.relatedTarget !== null && !root.contains(event.relatedTarget as Node)) open(false);
  });
  const events = new AbortController();
  const onPointer = (event: PointerEvent): void => {
    if (!event.composedPath().includes(root)) open(false);
  };
  window.addEventListener("pointerdown", onPointer, { capture: true, signal: events.signal });
  const onStorage = (event: StorageEvent): void => {
    if (event.key !== KEY) return; // another tab chose
    render();
    tellStreamlit();
  };
  window.addEventListener("storage", onStorage, { signal: events.signal });

  render();
  forgetOthers();
  if (kept() !== "system") tellStreamlit();
  return { update: render, dispose: () => events.abort() };
}

function kept(): Theme {
  const theme = storage()?.getItem(KEY) as Theme | null | undefined;
  return theme && THEMES.includes(theme) ? theme : chosenNow;
}

function keep(theme: Theme): void {
  chosenNow = theme;
  storage()?.setItem(KEY, theme);
  tellStreamlit();
}

function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null; // the browser was told to keep nothing
  }
}

function tellStreamlit(): void {
  paintGround();
  window.dispatchEvent(new Event("afterprint"));
}

/** What the browser paints while the page is still empty. */
function paintGround(): void {
  const theme = kept();
  const meta = document.querySelector<HTMLMetaElement>("meta[name=color-scheme]");
  if (meta !== null) meta.content = theme === "system" ? "light dark" : theme;
}

/** A theme that Streamlit keeps itself would stand above the system's, and above this choice. */
function forgetOthers(): void {
  const store = storage();
  const others = Object.keys(store ?? {}).filter((key) => STREAMLIT_KEY.test(key));
  const fixed = others.filter((key) => /Light|Dark/.test(store?.getItem(key) ?? ""));
  others.forEach((key) => store?.removeItem(key));
  if (fixed.length > 0) window.location.reload(); // the page has just begun: there is nothing to lose
}

/** The system's answer, but for whether it is dark. */
function answering(list: MediaQueryList, matches: boolean): MediaQueryList {
  return new Proxy(list, {
    get(target, name) {
      if (name === "matches") return matches;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
