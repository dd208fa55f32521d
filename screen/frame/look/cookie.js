// Brings the ticket of a fresh sign-in to the server, which answers with the cookie; without a ticket, the server takes
// back the cookie of a session that has ended, and the browser goes on to sign out elsewhere, where the user came from
// there. Each once, however often the page is drawn.
const TRIES = 5;
const RETRY = 1000;

export default function ({ data }) {
  if (!data.due || window.saumatonDue === data.due[1]) return;
  window.saumatonDue = data.due[1];
  bring(...data.due, TRIES);
}

function bring(ticket, since, wayOut, left) {
  fetch("/session", { method: "POST", headers: { "Saumaton-Ticket": ticket } }).then(
    () => wayOut && window.location.assign(wayOut),
    () => left > 1 && setTimeout(() => bring(ticket, since, wayOut, left - 1), RETRY),
  );
}
