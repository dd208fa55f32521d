// Follows the news of this window over one WebSocket, and asks for a run once what is drawn is older than what was told.
// A run that was asked for ends before the next is asked for: its page comes with what it was drawn from.
const SILENCE = 10000; // the server says something every four seconds
const PATIENCE = 15000;
const RETRY = 1000;
const REFUSED = 4401;
const ACTS = ["pointerdown", "pointerup", "keydown", "keyup"];
const QUIET = 300; // a run that is asked for in the same moment as one for a press may make Streamlit lose the press
const LONGEST_WAIT = 2000;

export default function ({ data, parentElement, setTriggerValue }) {
  const news = (window.saumatonNews ??= begin());
  Object.assign(news, { data, line: parentElement.querySelector(".lost") });
  const send = () => setTriggerValue("told", Date.now());
  news.send = send;
  news.ask = () => ask(news);
  clearTimeout(news.closing);
  stop(news);
  if (!news.socket) open(news);
  else if (news.socket.readyState === WebSocket.OPEN) tell(news);
  show(news);
  if (data.again !== null) news.later = setTimeout(() => ask(news), 1000 * data.again[0]);
  consider(news);
  return () => {
    if (news.send !== send) return; // it is there already, on the next page: Streamlit takes the last one away after a run
    news.send = null;
    stop(news);
    news.closing = setTimeout(() => close(news), 3000); // unless it is there again, on another page
  };
}

// opening the page is a click too
function begin() {
  const news = { heard: Date.now(), clicked: true, touched: 0, toldClick: 0, refused: 0 };
  news.click = () => {
    Object.assign(news, { clicked: true, touched: Date.now() });
    tellClick(news);
  };
  for (const act of ACTS) window.addEventListener(act, news.click, { capture: true, passive: true });
  return news;
}

function ask(news) {
  const since = Date.now();
  clearInterval(news.asking);
  news.asking = setInterval(() => {
    if (Date.now() - news.touched < QUIET && Date.now() - since < LONGEST_WAIT) return;
    clearInterval(news.asking);
    news.send?.();
  }, 20);
}

// by which the server knows that somebody is there; not more often than it asks for
function tellClick(news) {
  const since = Date.now() - news.toldClick;
  if (!news.clicked || news.socket?.readyState !== WebSocket.OPEN || since < 1000 * news.data.click) return;
  Object.assign(news, { clicked: false, toldClick: Date.now() });
  news.socket.send("clicked");
}

function open(news) {
  const address = new URL("/news", window.location.href);
  address.protocol = address.protocol.replace("http", "ws");
  news.socket = new WebSocket(address);
  news.about = null;
  news.socket.onopen = () => {
    tell(news);
    tellClick(news);
  };
  news.socket.onmessage = (event) => take(news, event.data);
  news.socket.onclose = (event) => {
    news.socket = null;
    refused(news, event.code === REFUSED);
    news.again = setTimeout(() => open(news), RETRY);
  };
  news.watching ??= setInterval(() => show(news), 1000);
  news.seen ??= () => consider(news);
  document.addEventListener("visibilitychange", news.seen);
}

// the sign-in has ended, or its cookie is still to come: a run says so, and the longer it lasts the less often one is asked for
function refused(news, again) {
  news.refused = again ? news.refused + 1 : 0;
  if (news.refused > 1 && Number.isInteger(Math.log2(news.refused))) ask(news);
}

function close(news) {
  clearTimeout(news.again);
  clearInterval(news.asking);
  clearInterval(news.watching);
  document.removeEventListener("visibilitychange", news.seen);
  for (const act of ACTS) window.removeEventListener(act, news.click, { capture: true });
  if (news.socket) {
    news.socket.onclose = null;
    news.socket.close();
  }
  window.saumatonNews = undefined;
}

// which cases the page is about, so that nothing is told of others
function tell(news) {
  if (news.about === news.data.about) return;
  news.about = news.data.about;
  news.socket.send(news.about);
}

function take(news, message) {
  news.heard = Date.now();
  tellClick(news);
  show(news);
  if (message === "ended" || message === "again") return ask(news);
  if (!message) return;
  news.told = JSON.parse(message);
  consider(news);
}

// a tab that nobody sees waits until somebody does
function consider(news) {
  const { told, data } = news;
  if (!told || told.about !== data.about || !news.send || news.waiting || document.hidden) return;
  const old = told.figures !== data.figures || (data.moment !== null && told.moment !== data.moment);
  if (old) wait(news, 1000 * told.spread * Math.random());
}

function wait(news, milliseconds) {
  news.waiting = setTimeout(() => {
    ask(news);
    wait(news, PATIENCE); // in case the run is lost
  }, milliseconds);
}

function stop(news) {
  clearTimeout(news.waiting);
  clearTimeout(news.later);
  news.waiting = null;
}

function show(news) {
  const lost = Date.now() - news.heard > SILENCE;
  document.documentElement.dataset.connection = lost ? "lost" : "";
  if (!news.line || news.line.hidden === !lost) return;
  const form = new Intl.DateTimeFormat(news.data.language === "en" ? "en-GB" : news.data.language, { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Helsinki" });
  news.line.textContent = news.data.lost.replace("{time}", form.format(new Date(news.heard)));
  news.line.hidden = !lost;
}
