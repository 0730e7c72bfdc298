"use strict";
// Answers on their way to the server. They wait here while it is away, and outlive a reload of the page.
//
// Answers go out in the order in which they were given: those that come up while others are on their
// way go together after them. Where a message was lost on its way there or back it is sent again, and
// the server passes over what it has. Ids belong to one session of the server: in the next one each
// answer is sent with what names its item there, and the server says what became of it.

const AT_A_TIME = 200;      // a browser sends no more than 64 KiB for a page that is gone
const STORED = "inkdigits-review";
const PAGE = `${Date.now()}-${Math.random()}`;  // names this page among those of the session

let waiting = [];           // not sent yet
let sent = [];              // sent, and not answered yet
let mine = [];              // what this page decided, to be taken back; the last one at the end
let count = 0;              // of answers that were given here
let isLeaving = false;      // the page loads itself again
const newest = new Map();   // id -> the last that was said of it here

const before = recalled();          // what the page held before it was loaded again
let earlier = before.answers;       // those answers that are not taken up yet
const drafts = new Map(before.drafts);  // an item's name -> what is typed in its field
const notKept = new Map();          // why -> how many answers

const nameOf = item => JSON.stringify(item.identity);
const unsent = () => earlier.length + waiting.length + sent.length;

function say(entry, shown) {
  count += 1;
  entry.message.number = count;
  newest.set(entry.message.id, entry);
  update(shown);  // at once; the server's word follows
  waiting.push(entry);
  sendWaiting();
  setTimeout(showCount, 300);  // says what is still not sent, where the connection is slow
}

const sendAll = entries => ask(`api/decide?session=${session}`,
  {page: PAGE, decisions: entries.map(entry => entry.message)}, true);

async function sendWaiting() {
  if (!connected || sent.length || !waiting.length) return;
  const batch = sent = waiting.splice(0, AT_A_TIME);
  try {
    const answer = await sendAll(batch);
    sent = [];
    showProgress(answer.progress);
    batch.forEach((entry, place) => hear(entry, answer.answers[place]));
  } catch (error) {
    sent = [];
    if (isLost(error)) waiting = batch.concat(waiting);
    else batch.forEach(entry => hear(entry, {}));
    complain(error);
  }
  showCount();
  sendWaiting();
}

function hear(entry, answer) {
  const id = entry.message.id;
  if (answer.item) kept.set(id, answer.item);
  else if (entry.undone) mine.push(entry.undone);
  else mine = mine.filter(one => one !== entry);
  if (newest.get(id) === entry) update(kept.get(id));  // else a later word is on its way
  if (answer.error) complain(new Error(answer.error));
}

// --- the page goes, and comes back ---------------------------------------------------------------

// Another session runs now, in which the ids mean other digits: nothing here can be answered.
function startAgain() {
  connected = false;
  isLeaving = true;
  if (store() || !unsent()) location.reload();
  else put("problem", `Another review runs now. ${unsent()} not sent yet cannot be kept, because this `
    + "browser stores nothing for the page: note what you said, and reload the page.");
  return new Promise(() => {});
}

addEventListener("beforeunload", event => {
  if (!isLeaving && unsent()) event.preventDefault();
});

addEventListener("pagehide", () => {
  store();
  if (connected && waiting.length) sendAll(waiting).catch(complain);
});

// The browser kept the page as it was; what it held was put away when it went.
addEventListener("pageshow", event => {
  if (event.persisted) startAgain();
});

// Puts away what the page holds, for when it is loaded again in this tab; whether that is there.
function store() {
  const last = new Map(earlier.map(answer => [JSON.stringify(answer.identity), answer]));
  for (const {message} of sent.concat(waiting)) {
    const {id, number, ...said} = message;
    const {identity} = kept.get(id);
    last.set(JSON.stringify(identity), {identity, ...said});  // counts alone, and is said alone
  }
  const typed = [...document.querySelectorAll("input[data-edited]")]
    .map(input => [nameOf(items.get(Number(input.closest(".card").dataset.id))), input.value]);
  const holds = {
    answers: [...last.values()], drafts: typed, chosen: items.has(selected) ? nameOf(items.get(selected)) : null,
  };
  try {
    sessionStorage.setItem(STORED, JSON.stringify(holds));
    return true;
  } catch {
    return false;  // the browser was told to keep nothing, or has no room
  }
}

function recalled() {
  try {
    const holds = JSON.parse(sessionStorage.getItem(STORED));
    sessionStorage.removeItem(STORED);
    return holds ?? {answers: [], drafts: [], chosen: null};
  } catch {
    return {answers: [], drafts: [], chosen: null};
  }
}

// Says what was answered before the page was loaded again. Called once all items are here that there are.
async function takeUp() {
  if (!earlier.length) return;
  const later = [];
  while (earlier.length) {
    const batch = earlier.slice(0, AT_A_TIME);
    const {answers} = await ask(`api/take-up?session=${session}`, {answers: batch});
    earlier = earlier.slice(batch.length);
    answers.forEach((answer, place) => {
      if (answer.later) later.push(batch[place]);
      else if (answer.item) takenUp(answer.item, batch[place]);
      else if (!answer.kept) lose(answer.refused ?? answer.error);
    });
  }
  earlier = later;
  if (items.get(selected)?.decided) selectNext();
}

function takenUp(item, {identity, ...said}) {
  if (!cards.has(item.id)) return;  // comes as it is now
  kept.set(item.id, item);
  update(item);
  if (!said.undo) mine.push({message: {id: item.id, ...said}, before: {...item, decided: false, decision: null}});
}

function lose(why) {
  notKept.set(why, (notKept.get(why) ?? 0) + 1);
  const total = [...notKept.values()].reduce((sum, one) => sum + one, 0);
  const reasons = [...notKept].map(([reason, one]) => notKept.size > 1 ? `${one}: ${reason}` : reason);
  put("lost", `${total} ${total === 1 ? "answer" : "answers"} that had not been sent could not be kept: `
    + `${reasons.join("; ")}. All others are kept; look again at what is not shown as done.`);
  byId("lost").parentElement.hidden = false;
}
