// Takes pictures from the clipboard: by the keyboard anywhere on the page, or by a button.

import { onReturn } from "./connection";
import { build, component, type Arguments, type Mounted } from "./mounting";
import css from "./paste.css";
import html from "./paste.html";
import { fileOf, type PictureFile } from "./picture_files";

/** What the server has of this visitor: its session may be gone, and its pictures with it. */
interface Data {
  readonly shelf: number;
  readonly pictures: number;
}

interface Events {
  file: PictureFile;
  /** The connection is back. */
  back: null;
  /** So many pictures that were here are on the server no more. */
  gone: number;
}

let shown: Data | null = null; // last, by whichever mounting

export default component(mount);

function mount(first: Arguments<Data, Events>): Mounted<Data, Events> {
  const root = build(first.parentElement, "paste", css, html);
  const button = root.querySelector<HTMLButtonElement>("button")!;
  const note = root.querySelector<HTMLElement>(".note")!;
  const usual = note.textContent ?? "";
  let args = first;

  const take = async (blob: Blob, name: string): Promise<void> => {
    note.textContent = "Sending the picture…";
    args.send("file", await fileOf(blob, name));
    note.textContent = usual;
  };

  const onPaste = (event: ClipboardEvent): void => {
    const file = [...(event.clipboardData?.files ?? [])].find(isPicture);
    if (file === undefined) return;
    event.preventDefault();
    void take(file, file.name || "pasted.png");
  };

  const onClick = async (): Promise<void> => {
    try {
      for (const item of await navigator.clipboard.read()) {
        const type = item.types.find((name) => name.startsWith("image/"));
        if (type !== undefined) return await take(await item.getType(type), "pasted.png");
      }
      note.textContent = "There is no picture in the clipboard: copy one first.";
    } catch {
      note.textContent = "This browser gives no access to the clipboard: press Ctrl+V instead.";
    }
  };

  button.addEventListener("click", () => void onClick());
  window.addEventListener("paste", onPaste);
  // Without a run of the page one would look at what a server that was started again does not have.
  const forget = onReturn(() => args.send("back", null, true));
  return {
    update(next) {
      args = next;
      if (shown !== null && shown.shelf !== args.data.shelf && shown.pictures > 0) {
        args.send("gone", shown.pictures);
      }
      shown = args.data;
    },
    dispose() {
      forget();
      window.removeEventListener("paste", onPaste);
    },
  };
}

function isPicture(file: File): boolean {
  return file.type.startsWith("image/") || file.type === "application/pdf";
}
