// The pad's own socket: frames to the reader and answers back, without a run of the page.

import type { Answer } from "./answer";
import type { Frame } from "./frames";

export interface Channel {
  /** Sends a frame; false where the socket is not open: then Streamlit's way is left. */
  send(frame: Frame): boolean;
  dispose(): void;
}

interface ChannelEvents {
  onAnswer(answer: Answer): void;
  /** The socket closed; what was in flight will not be answered. */
  onLost(): void;
}

const RETRY = 2000; // milliseconds before a lost socket is opened again

/** `path` is relative to the page's address; null where the server has no such socket. */
export function openChannel(path: string | null, events: ChannelEvents): Channel {
  let socket: WebSocket | null = null;
  let timer: number | undefined;
  let ended = false;

  const open = (): void => {
    if (path === null) return;
    const url = new URL(path, window.location.origin + window.location.pathname);
    url.protocol = url.protocol.replace("http", "ws");
    socket = new WebSocket(url);
    socket.addEventListener("message", (event) => events.onAnswer(JSON.parse(String(event.data)) as Answer));
    socket.addEventListener("close", () => {
      if (ended) return;
      timer = window.setTimeout(open, RETRY);
      events.onLost();
    });
  };

  open();
  return {
    send(frame) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    dispose() {
      ended = true;
      window.clearTimeout(timer);
      socket?.close();
    },
  };
}
