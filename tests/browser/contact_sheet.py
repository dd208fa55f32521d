"""The contact sheet of README: small pictures of the pages, each with its name.

python -m tests.browser.contact_sheet FOLDER
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).parents[2] / "documents" / "fonts" / "SourceSans3-Semibold.ttf"
PICTURES = {
    "Open cases": "open_cases-1280",
    "Handovers": "handovers-1280",
    "Cooperation": "cooperation-1280",
    "Regions": "regions-1280",
    "Deadlines": "deadlines-1280",
    "Yearly report": "yearly-1280",
    "Data quality": "data_quality-1280",
    "A slide of the weekly meeting": "meeting-1920",
    "Overview of one region": "overview-region-1280",
    "Overview in dark colours": "overview-dark-1280",
    "Before there is any data": "overview-empty-1280",
    "Sign-in": "sign-in-1280",
}
ACROSS, WIDTH, HEIGHT, GAP, HEAD = 3, 400, 250, 16, 26
COLOURS = 256  # enough for small pictures of a plain screen, and half of the bytes


def main(folder: Path) -> None:
    """Write contact-sheet.png from the screenshots in the folder."""
    down = -(-len(PICTURES) // ACROSS)
    sheet = Image.new("RGB", (ACROSS * (WIDTH + GAP) + GAP, down * (HEAD + HEIGHT + GAP) + GAP), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(FONT, 16)
    for number, (name, file) in enumerate(PICTURES.items()):
        x, y = GAP + number % ACROSS * (WIDTH + GAP), GAP + number // ACROSS * (HEAD + HEIGHT + GAP)
        with Image.open(folder / f"{file}.png") as picture:
            small = picture.convert("RGB").resize(
                (WIDTH, WIDTH * picture.height // picture.width), Image.Resampling.LANCZOS
            )
        draw.text((x, y), name, "#17222D", font)
        sheet.paste(small, (x, y + HEAD))
        draw.rectangle((x - 1, y + HEAD - 1, x + WIDTH, y + HEAD + small.height), outline="#D3DBE2")
    sheet.quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(folder / "contact-sheet.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
