"""What a person does who uses the keyboard alone: go on by the Tab key until what is meant has the focus."""

from playwright.sync_api import Page

STEPS = 120
FOCUSED = """() => {
  let active = document.activeElement;
  while (active && active.shadowRoot && active.shadowRoot.activeElement) active = active.shadowRoot.activeElement;
  if (!active) return '';
  return (active.getAttribute('aria-label') || active.innerText || active.name || '').trim().split('\\n')[0];
}"""


def focused(page: Page) -> str:
    """What has the focus, by its label or its words."""
    return str(page.evaluate(FOCUSED))


def reach(page: Page, name: str) -> None:
    """Go to what is named so; raises AssertionError where the Tab key never comes there."""
    for _step in range(STEPS):
        page.keyboard.press("Tab")
        if focused(page) == name:
            return
    raise AssertionError(f"the Tab key never came to {name}")


def press(page: Page, button: str) -> None:
    """Go to a button, once it is there, and press it."""
    page.get_by_role("button", name=button, exact=True).wait_for()
    reach(page, button)
    page.keyboard.press("Enter")
