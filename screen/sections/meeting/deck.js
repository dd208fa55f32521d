// The deck: shows one slide of those it is given, and changes it in the browser alone. It is called again whenever the
// server has new slides; what is on the wall is touched only where it differs. All its words come from the server.
const decks = new WeakMap();
const FORWARD = ["ArrowRight", "ArrowDown", "PageDown", " "];
const BACK = ["ArrowLeft", "ArrowUp", "PageUp"];

export default function ({ data, parentElement, setTriggerValue }) {
  let deck = decks.get(parentElement);
  if (!deck) decks.set(parentElement, (deck = open(parentElement)));
  deck.act = (what) => setTriggerValue("act", what);
  if (data) take(deck, data);
  return () => {
    close(deck);
    decks.delete(parentElement);
  };
}

function open(parent) {
  const find = (name) => parent.querySelector("." + name);
  const names = ["deck", "meeting", "status", "demo", "slide", "dots", "place", "keys", "form", "said", "aloud"];
  const deck = { parts: Object.fromEntries(names.map((name) => [name, find(name)])), at: 0, name: null, drawn: {}, notes: null };
  deck.pressed = (event) => press(deck, event);
  deck.left = () => mark(deck);
  window.addEventListener("keydown", deck.pressed, true);
  document.addEventListener("fullscreenchange", deck.left);
  deck.parts.form.addEventListener("submit", (event) => submit(deck, event));
  deck.parts.deck.focus();
  return deck;
}

function close(deck) {
  window.removeEventListener("keydown", deck.pressed, true);
  document.removeEventListener("fullscreenchange", deck.left);
  clearInterval(deck.advancing);
  clearInterval(deck.ticking);
  clearTimeout(deck.hiding);
  if (deck.notes && !deck.notes.closed) deck.notes.close();
  if (document.fullscreenElement) document.exitFullscreen();
}

function take(deck, data) {
  const first = !deck.data;
  deck.data = data;
  deck.name ??= sessionStorage.getItem(data.key);
  const kept = data.slides.findIndex((slide) => slide.name === deck.name);
  deck.at = kept >= 0 ? kept : Math.min(deck.at, data.slides.length - 1);
  deck.parts.deck.setAttribute("aria-label", data.meeting);
  for (const part of ["meeting", "status", "demo"]) if (deck.parts[part].textContent !== data[part]) deck.parts[part].textContent = data[part];
  deck.parts.status.className = data.stale ? "status stale" : "status";
  deck.parts.demo.hidden = !data.demo;
  if (first) keys(deck);
  if (first && data.goes_on) advance(deck);
  show(deck, first);
  listed(deck);
  answered(deck);
}

// what stands there already is left alone, so that nothing flickers
function put(deck, part, html) {
  if (deck.drawn[part] === html) return;
  deck.drawn[part] = html;
  deck.parts[part].innerHTML = html;
}

function show(deck, aloud) {
  const { slides, words } = deck.data;
  const slide = slides[deck.at];
  deck.name = slide.name;
  sessionStorage.setItem(deck.data.key, slide.name);
  put(deck, "slide", slide.html);
  const place = words.place.replace("{at}", deck.at + 1).replace("{of}", slides.length);
  put(deck, "dots", slides.map((_, number) => `<li${number === deck.at ? ' class="now"' : ""}></li>`).join(""));
  put(deck, "place", place);
  if (aloud) deck.parts.aloud.textContent = `${place}. ${slide.title}`;
  note(deck);
}

function go(deck, to) {
  const at = Math.max(0, Math.min(to, deck.data.slides.length - 1));
  if (at === deck.at) return;
  deck.at = at;
  deck.parts.slide.scrollTop = 0;
  show(deck, true);
}

function press(deck, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.composedPath()[0];
  const typing = ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName);
  if (!deck.parts.form.hidden) return inForm(deck, event);
  const pressing = target.tagName === "BUTTON" && [" ", "Enter"].includes(event.key);
  if (typing || pressing) return;
  const act = action(deck, event.key);
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

function action(deck, key) {
  const last = deck.data.slides.length - 1;
  if (FORWARD.includes(key)) return () => go(deck, deck.at + 1);
  if (BACK.includes(key)) return () => go(deck, deck.at - 1);
  const letters = { f: fullScreen, n: openNotes, p: advance, a: deck.data.form && openForm };
  const named = { Home: () => go(deck, 0), End: () => go(deck, last), Escape: () => deck.act({ kind: "leave", at: Date.now() }) };
  const letter = letters[key.toLowerCase()];
  return named[key] || (letter && (() => letter(deck)));
}

function inForm(deck, event) {
  if (event.key === "Escape") {
    event.preventDefault();
    closeForm(deck);
  }
  event.stopPropagation();
}

function keys(deck) {
  const { words } = deck.data;
  const each = [["F", words.full_screen, "f"], ["N", words.notes, "n"], ["P", words.advance, "p"], ["Esc", words.leave, "Escape"]];
  if (deck.data.form) each.splice(2, 0, ["A", words.add_action, "a"]);
  const arrows = `<span><button type="button" data-key="ArrowLeft" aria-label="${words.back}"><kbd>←</kbd></button>` +
    `<button type="button" data-key="ArrowRight" aria-label="${words.next}"><kbd>→</kbd></button>${words.slides}</span>`;
  const others = each.map(([key, said, pressed]) => `<button type="button" data-key="${pressed}"><kbd>${key}</kbd>${said}</button>`);
  put(deck, "keys", arrows + others.join(""));
  deck.parts.keys.onclick = (event) => {
    const button = event.target.closest("button");
    if (button) action(deck, button.dataset.key)?.();
  };
}

function say(deck, words) {
  deck.parts.said.textContent = words;
  deck.parts.said.hidden = false;
  deck.parts.aloud.textContent = words;
  clearTimeout(deck.hiding);
  deck.hiding = setTimeout(() => (deck.parts.said.hidden = true), 6000);
}

function fullScreen(deck) {
  if (document.fullscreenElement) return document.exitFullscreen();
  const refused = () => say(deck, deck.data.words.no_full_screen);
  if (!document.documentElement.requestFullscreen) return refused();
  document.documentElement.requestFullscreen().catch(refused);
}

function mark(deck) {
  deck.parts.deck.focus();
}

function advance(deck) {
  const { seconds, words } = deck.data;
  if (deck.advancing) {
    clearInterval(deck.advancing);
    deck.advancing = null;
    return say(deck, words.advance_off);
  }
  deck.advancing = setInterval(() => {
    if (deck.parts.form.hidden) go(deck, (deck.at + 1) % deck.data.slides.length);
  }, seconds * 1000);
  say(deck, words.advance_on);
}

// Notes: a window that this one writes, so that both show the same slide without asking the server

function openNotes(deck) {
  const notes = window.open("", "saumaton-notes", "popup,width=960,height=640");
  if (!notes) return say(deck, deck.data.words.no_window);
  deck.notes = notes;
  notes.document.title = deck.data.words.notes_title;
  notes.document.documentElement.lang = document.documentElement.lang;
  notes.document.head.innerHTML = `<meta charset="utf-8"><style>${fonts()}${deck.data.notes_css}</style>`;
  notes.document.body.innerHTML = '<p class="line"><span></span><span class="clock"></span></p><h1></h1><div class="notes"></div><p class="next"></p>';
  notes.onkeydown = (event) => press(deck, event);
  clearInterval(deck.ticking);
  deck.ticking = setInterval(() => note(deck), 1000);
  note(deck);
}

function note(deck) {
  if (!deck.notes || deck.notes.closed) return;
  const { slides, words, language } = deck.data;
  const set = (part, text) => {
    const place = deck.notes.document.querySelector(part);
    if (place && place.textContent !== text) place.textContent = text;
  };
  const next = slides[deck.at + 1];
  set(".line span", words.place.replace("{at}", deck.at + 1).replace("{of}", slides.length));
  set(".clock", new Date().toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Helsinki" }));
  set("h1", slides[deck.at].title);
  set(".notes", slides[deck.at].notes || words.no_notes);
  set(".next", next ? words.then.replace("{title}", next.title) : words.last);
}

function fonts() {
  const rules = [...document.styleSheets].flatMap((sheet) => {
    try {
      return [...sheet.cssRules].map((rule) => [rule, sheet.href || location.href]);
    } catch {
      return [];
    }
  });
  const faces = rules.filter(([rule]) => rule instanceof CSSFontFaceRule && /Source Sans/.test(rule.cssText));
  return faces.map(([rule, base]) => rule.cssText.replace(/url\("([^"]+)"\)/g, (_, url) => `url("${new URL(url, base)}")`)).join("");
}

// The form: what is typed stays until the server has taken it

function openForm(deck) {
  const { form } = deck.parts;
  if (form.innerHTML === "") form.innerHTML = deck.data.form;
  form.hidden = false;
  form.querySelector("button[type=button]").onclick = () => closeForm(deck);
  const rows = form.querySelector(".rows");
  if (rows) rows.onclick = () => deck.act({ kind: "rows", at: Date.now() });
  const by = form.querySelector("[name=by]");
  by.oninput = () => inWords(deck, by);
  inWords(deck, by);
  form.querySelector("select, input, textarea").focus();
}

// the field for a day is in the browser's language, not in that of the viewer
function inWords(deck, by) {
  const form = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  const language = deck.data.language === "en" ? "en-GB" : deck.data.language;
  by.nextElementSibling.textContent = by.value ? new Date(by.value).toLocaleDateString(language, form) : "";
}

function closeForm(deck) {
  deck.parts.form.hidden = true;
  deck.parts.deck.focus();
}

function submit(deck, event) {
  event.preventDefault();
  deck.asked = String(Date.now());
  const typed = Object.fromEntries(new FormData(deck.parts.form));
  deck.act({ kind: "add", asked: deck.asked, typed });
}

// the cases that an action can be about, once they were asked for; what is chosen stays
function listed(deck) {
  const rows = deck.parts.form.querySelector(".rows");
  const fresh = new DOMParser().parseFromString(deck.data.form, "text/html");
  if (!rows || fresh.querySelector(".rows")) return;
  const [there, about] = [deck.parts.form, fresh].map((one) => one.querySelector("[name=about]"));
  const chosen = there.value;
  there.innerHTML = about.innerHTML;
  there.value = chosen;
  rows.remove();
  there.focus();
}

function answered(deck) {
  const { answer } = deck.data;
  if (!answer || answer.asked !== deck.asked) return;
  deck.asked = null;
  if (answer.wrong) {
    const wrong = deck.parts.form.querySelector(".wrong");
    wrong.textContent = answer.wrong;
    deck.parts.form.querySelector(`[name=${answer.field || "what"}]`)?.focus();
    return;
  }
  deck.parts.form.innerHTML = "";
  closeForm(deck);
  say(deck, answer.said);
}
