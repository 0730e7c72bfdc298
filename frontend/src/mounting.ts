// How a component is mounted. Streamlit calls a component's default export at mounting and again
// whenever Python sends new data; what it returns is called at unmounting.

import base from "./base.css";

export interface Arguments<Data, Events extends object> {
  readonly data: Data;
  readonly parentElement: HTMLElement | ShadowRoot;
  readonly setTriggerValue: <Name extends keyof Events>(name: Name, value: Events[Name]) => void;
}

export interface Mounted<Data, Events extends object> {
  update(args: Arguments<Data, Events>): void;
  dispose(): void;
}

/** The default export of a component whose parts `mount` puts together. */
export function component<Data, Events extends object>(
  mount: (args: Arguments<Data, Events>) => Mounted<Data, Events>,
): (args: Arguments<Data, Events>) => () => void {
  const instances = new WeakMap<HTMLElement | ShadowRoot, Mounted<Data, Events>>();
  return (args) => {
    const root = args.parentElement;
    let mounted = instances.get(root);
    if (mounted === undefined) {
      mounted = mount(args);
      instances.set(root, mounted);
    }
    mounted.update(args);
    return () => {
      instances.get(root)?.dispose();
      instances.delete(root);
    };
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
