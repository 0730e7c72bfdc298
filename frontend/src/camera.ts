// The camera of this device, and what to do where the browser gives none.

/** What the camera gives: as large as it can, from the back of a phone. */
export async function openCamera(deviceId: string | null): Promise<MediaStream> {
  if (!window.isSecureContext || navigator.mediaDevices === undefined) {
    throw new DOMException("", "InsecureContext");
  }
  const which = deviceId === null ? { facingMode: "environment" } : { deviceId: { exact: deviceId } };
  return navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { ...which, width: { ideal: 1920 }, height: { ideal: 1080 } },
  });
}

/** The camera after this one; null where there is no other. */
export async function nextCamera(stream: MediaStream): Promise<string | null> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const cameras = devices.filter((device) => device.kind === "videoinput").map((device) => device.deviceId);
  if (cameras.length < 2) return null;
  const current = stream.getVideoTracks()[0]?.getSettings().deviceId ?? "";
  return cameras[(cameras.indexOf(current) + 1) % cameras.length] ?? null;
}

/** What went wrong, and what helps: two sentences. */
export function adviceFor(error: unknown): readonly [string, string] {
  const port = window.location.port || "80";
  switch (error instanceof DOMException ? error.name : "") {
    case "InsecureContext":
      return [
        "This browser gives the camera only to pages with HTTPS.",
        `Open the page on the computer that runs it, as http://localhost:${port}, or put HTTPS in front ` +
          `of it (one line: caddy reverse-proxy --from your.name --to localhost:${port}). A photo taken ` +
          "with the phone's own camera can be chosen under Photo.",
      ];
    case "NotAllowedError":
      return [
        "The browser was told not to give the camera to this page.",
        "Allow the camera in the site's settings, left of the address, and start again.",
      ];
    case "NotFoundError":
    case "OverconstrainedError":
      return ["No camera was found.", "Connect one and start again, or choose a picture under Photo."];
    case "NotReadableError":
      return ["Another program holds the camera.", "Close it and start again."];
    case "AbortError":
      return ["The camera was taken away.", "Connect it, or come back to this page, and start again."];
    default:
      return ["The camera did not start.", "Start again, or choose a picture under Photo."];
  }
}
