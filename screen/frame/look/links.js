// A link within a page is followed like one of the menu: the app stays, and only the page is drawn anew.
export default function ({ setTriggerValue }) {
  const follow = (event) => {
    const link = event.target.closest?.('[data-testid="stHtml"] a[href]');
    const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || elsewhere || event.defaultPrevented || link.hasAttribute("download")) return;
    const address = new URL(link.href);
    if (address.origin !== window.location.origin) return;
    event.preventDefault();
    setTriggerValue("followed", address.pathname + address.search);
  };
  document.addEventListener("click", follow);
  return () => document.removeEventListener("click", follow);
}
