// Live video: pictures of the camera are read several times a second, boxes lie over the video.

import { createAnnouncer, inWords } from "./announcing";
import { adviceFor, nextCamera, openCamera } from "./camera";
import { createBoxes, createMarks, type Box, type DigitAnswer } from "./digits";
import { createSender } from "./frames";
import css from "./live.css";
import html from "./live.html";
import { build, component, type Arguments, type Mounted } from "./mounting";
import { fileOf, type PictureFile } from "./picture_files";

interface Answer {
  readonly seq: number;
  readonly text: string;
  readonly summary: string;
  readonly digits: readonly DigitAnswer[];
  readonly symbols: readonly Box[];
  readonly width: number;
  readonly height: number;
  readonly error: string | null;
}

interface Data {
  readonly answer: Answer | null;
}

interface Events {
  frame: { readonly seq: number; readonly jpeg: string };
  photo: PictureFile;
}

const SIDE = 800; // longer side of the pictures that are read while the video runs, in pixels
const PACE = 120; // milliseconds between two of them at least
const QUALITY = 0.75;
const SETTLED = 700; // milliseconds without a change before a screen reader is told
const LABEL = 20; // pixels of the screen above a box that its value needs

let count = 0; // of frames, over all mountings: the session's last answer may be an old one

export default component(mount);

function mount(first: Arguments<Data, Events>): Mounted<Data, Events> {
  const root = build(first.parentElement, "live", css, html);
  const find = <E extends Element>(selector: string): E => root.querySelector<E>(selector)!;
  const stage = find<HTMLElement>(".stage");
  const video = find<HTMLVideoElement>("video");
  const still = find<HTMLCanvasElement>(".still");
  const help = find<HTMLElement>(".help");
  const text = find<HTMLElement>(".text");
  const button = (name: string): HTMLButtonElement => find(`[data-do=${name}]`);
  const showBoxes = createBoxes(find<HTMLElement>(".values"));
  const showMarks = createMarks(find<HTMLElement>(".marks"));
  const announcer = createAnnouncer(find<HTMLElement>(".status"), SETTLED);
  const small = document.createElement("canvas");
  let args = first;
  let stream: MediaStream | null = null;
  let timer: number | undefined;
  let started = 0; // answers to frames before this one are not shown
  let turns = 0; // of the camera, on or off: one that opens late may not be wanted any more
  let taking = false; // a photo is on its way

  const sender = createSender(() => {
    count += 1;
    paint(small, state() === "paused" ? still : video, SIDE);
    const jpeg = small.toDataURL("image/jpeg", QUALITY).replace(/^.*?,/, "");
    args.send("frame", { seq: count, jpeg }, true);
    return count;
  }, PACE);

  const state = (): string => stage.dataset.state ?? "off";
  const setState = (next: "off" | "on" | "paused"): void => {
    const active = (root.getRootNode() as Document | ShadowRoot).activeElement;
    taking = false;
    stage.dataset.state = next;
    still.hidden = next !== "paused";
    for (const name of ["photo", "pause", "other", "stop"]) button(name).hidden = next === "off";
    button("pause").textContent = next === "paused" ? "Go on" : "Pause";
    button("photo").textContent = next === "paused" ? "Read this picture" : "Take a photo";
    // A button that goes would drop the keyboard's focus.
    const drops = active !== null && root.contains(active) && active.getClientRects().length === 0;
    if (drops) button(next === "off" ? "start" : "photo").focus();
  };

  const start = async (deviceId: string | null): Promise<void> => {
    help.hidden = true;
    stop();
    const turn = turns;
    let opened: MediaStream | null = null;
    try {
      opened = await openCamera(deviceId);
      if (turn !== turns) return end(opened);
      video.srcObject = opened;
      await video.play();
      if (turn !== turns) return end(opened);
      stream = opened;
      opened.getVideoTracks()[0]?.addEventListener("ended", () => stream === opened && gone());
      shape(video.videoWidth, video.videoHeight);
      started = count + 1;
      setState("on");
      button("other").hidden = (await nextCamera(stream)) === null;
      timer = window.setInterval(() => state() === "on" && sender.changed(), PACE);
    } catch (error) {
      end(opened);
      if (turn !== turns) return;
      stop();
      advise(error);
    }
  };

  const advise = (error: unknown): void => {
    help.replaceChildren(...adviceFor(error).map(paragraph));
    help.hidden = false;
  };

  /** The camera was unplugged, or the system took it away. */
  const gone = (): void => {
    stop();
    show(null);
    advise(new DOMException("", "AbortError"));
  };

  const shape = (width: number, height: number): void => {
    if (height > 0) stage.style.setProperty("--aspect", String(width / height));
  };

  const stop = (): void => {
    turns += 1;
    window.clearInterval(timer);
    end(stream);
    stream = null;
    setState("off");
  };

  const freeze = (): void => {
    paint(still, video, Infinity);
    shape(still.width, still.height);
    setState("paused");
  };

  const pause = (): void => {
    if (state() === "paused") {
      shape(video.videoWidth, video.videoHeight);
      return setState("on");
    }
    freeze();
    sender.changed();
  };

  const photo = async (): Promise<void> => {
    if (taking) return;
    if (state() === "on") freeze();
    taking = true;
    sender.forget(); // the whole picture is read next
    const blob = await new Promise<Blob | null>((done) => still.toBlob(done, "image/jpeg", 0.95));
    if (blob === null) {
      taking = false;
      return;
    }
    button("photo").textContent = "Reading…";
    const time = new Date().toTimeString().slice(0, 8).replaceAll(":", "-");
    args.send("photo", await fileOf(blob, `photo ${time}.jpg`));
  };

  const show = (answer: Answer | null): void => {
    const fresh = answer !== null && answer.seq >= started && state() !== "off" ? answer : null;
    const clearance = (LABEL * (fresh?.width ?? 1)) / Math.max(1, stage.clientWidth);
    showBoxes(fresh?.digits ?? [], fresh?.width ?? 1, fresh?.height ?? 1, clearance);
    showMarks(fresh?.symbols ?? [], fresh?.width ?? 1, fresh?.height ?? 1);
    text.textContent = fresh?.text ?? "";
    text.dataset.long = String((fresh?.text.length ?? 0) > 24);
    const note = fresh?.error ?? fresh?.summary ?? "Nothing read yet";
    find(".note").textContent = note;
    announcer.say(fresh?.text ? `${inWords(fresh.text)}: ${note}` : note);
    root.dataset.seq = String(fresh?.seq ?? 0);
  };

  // A phone that is turned gives pictures of the other shape.
  video.addEventListener("resize", () => state() === "on" && shape(video.videoWidth, video.videoHeight));
  button("start").addEventListener("click", () => void start(null));
  button("pause").addEventListener("click", pause);
  button("photo").addEventListener("click", () => void photo());
  button("stop").addEventListener("click", () => (stop(), show(null)));
  button("other").addEventListener("click", () => {
    if (stream !== null) void nextCamera(stream).then(start);
  });

  return {
    update(next) {
      args = next;
      const { answer } = args.data;
      show(answer);
      if (answer !== null) sender.answered(answer.seq);
    },
    dispose() {
      stop();
      sender.dispose();
      announcer.dispose();
    },
  };
}

function end(stream: MediaStream | null): void {
  stream?.getTracks().forEach((track) => track.stop());
}

/** Copies a picture, made smaller where its longer side is above `side` pixels. */
function paint(canvas: HTMLCanvasElement, source: HTMLVideoElement | HTMLCanvasElement, side: number): void {
  const [width, height] =
    source instanceof HTMLVideoElement
      ? [source.videoWidth, source.videoHeight]
      : [source.width, source.height];
  const scale = Math.min(1, side / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d")!.drawImage(source, 0, 0, canvas.width, canvas.height);
}

function paragraph(words: string): HTMLElement {
  const element = document.createElement("p");
  element.textContent = words;
  return element;
}
