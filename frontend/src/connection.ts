// The page's connection to its server, as Streamlit writes it on the page.

const STATE = "data-test-connection-state";
const CONNECTED = "CONNECTED";

/** Calls `work` whenever the connection was away and is back; returns what ends that. */
export function onReturn(work: () => void): () => void {
  const app = document.querySelector(`[${STATE}]`);
  let wasAway = false;
  const observer = new MutationObserver(() => {
    const isAway = app?.getAttribute(STATE) !== CONNECTED;
    if (wasAway && !isAway) work();
    wasAway = isAway;
  });
  if (app !== null) observer.observe(app, { attributeFilter: [STATE] });
  return () => observer.disconnect();
}
