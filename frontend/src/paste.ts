// Takes pictures from the clipboard: by the keyboard anywhere on the page, or by a button.

import { build, component, type Arguments, type Mounted } from "./mounting";
import css from "./paste.css";
import html from "./paste.html";
import { fileOf, type PictureFile } from "./picture_files";

interface Events {
  file: PictureFile;
}

export default component(mount);

function mount(first: Arguments<unknown, Events>): Mounted<unknown, Events> {
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
  return {
    update(next) {
      args = next;
    },
    dispose() {
      window.removeEventListener("paste", onPaste);
    },
  };
}

function isPicture(file: File): boolean {
  return file.type.startsWith("image/") || file.type === "application/pdf";
}
