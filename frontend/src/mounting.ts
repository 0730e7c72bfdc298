// How a component is mounted. Streamlit calls a component's default export at mounting and again
// whenever Python sends new data; what it returns is called at unmounting, but also now and then
// between two of those calls when they follow each other fast.

import base from "./base.css";
import { createOutbox, type Outbox } from "./outbox";

export interface Arguments<Data, Events extends object> {
  readonly data: Data;
  readonly parentElement: HTMLElement | ShadowRoot;
  readonly send: Outbox<Events>["send"];
}

/** As Streamlit gives them. */
interface Given<Data> {
  readonly data: Data & { readonly taken?: number };
  readonly parentElement: HTMLElement | ShadowRoot;
  readonly setTriggerValue: (name: "sent", value: unknown) => void;
}

export interface Mounted<Data, Events extends object> {
  update(args: Arguments<Data, Events>): void;
  dispose(): void;
}

const RECHECK = 100; // milliseconds between looks at whether an unmounted component has left the page

/** The default export of a component whose parts `mount` puts together. */
export function component<Data, Events extends object>(
  mount: (args: Arguments<Data, Events>) => Mounted<Data, Events>,
): (given: Given<Data>) => () => void {
  const instances = new WeakMap<HTMLElement | ShadowRoot, Mounted<Data, Events> & { calls: number }>();
  let newest: Given<Data>;
  const { send, taken, rest } = createOutbox<Events>((letters) => newest.setTriggerValue("sent", letters));
  return (given) => {
    newest = given;
    const { data, parentElement: root } = given;
    const args = { data, parentElement: root, send };
    taken(data?.taken ?? 0);
    let mounted = instances.get(root);
    if (mounted === undefined) {
      mounted = { ...mount(args), calls: 0 };
      instances.set(root, mounted);
    }
    mounted.calls += 1;
    mounted.update(args);
    const { calls } = mounted;
    const disposeOnceGone = (): void => {
      if (mounted.calls !== calls) return;
      if (root.isConnected) {
        window.setTimeout(disposeOnceGone, RECHECK);
        return;
      }
      mounted.dispose();
      rest();
      instances.delete(root);
    };
    return disposeOnceGone;
  };
}

/** The component's element, with its parts and its style. */
export function build(parent: HTMLElement | ShadowRoot, name: string, css: string, html: string): HTMLElement {
  const style = document.createElement("style");
  style.textContent = base + css;
  const root = document.createElement("div");
  root.className = `root ${name}`;
  root.innerHTML = html;
  parent.append(style, root);
  return root;
}
