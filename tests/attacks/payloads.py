"""Texts that try to be more than text: for a browser, a spreadsheet, Typst, Markdown, a template, SQL or a terminal."""

from itertools import cycle

from sqlalchemy import Engine, text

MARK = "zqx"
# what would be done is named by MARK, so that it is found wherever it was taken for more than text
OF_BROWSERS = (
    f"<script>{MARK}()</script>",
    f"<img src=x onerror={MARK}()>",
    f'"><svg onload={MARK}()>',
    f"' onmouseover='{MARK}()' x='",
    f'" autofocus onfocus="{MARK}()',
    f"<a href=javascript:{MARK}()>x</a>",
    f"</style><script>{MARK}()</script>",
    f"</textarea><iframe src=//{MARK}.example>",
    f"<!--><img src=//{MARK}.example/a>-->",
    f"&lt;script&gt;{MARK}()&lt;/script&gt;",
    f"<math><mtext><style><img src=x onerror={MARK}()>",
    f"<base href=//{MARK}.example/>",
    f"<meta http-equiv=refresh content=0;url=//{MARK}.example>",
)
OF_MARKDOWN = (
    f"[x](javascript:{MARK}())",
    f"![x](https://{MARK}.example/a.png)",
    f":material/lock: [x](https://{MARK}.example)",
)
OF_SPREADSHEETS = (
    f'=HYPERLINK("https://{MARK}.example")',
    f"=cmd|' /C calc'!{MARK}",
    f"+1+{MARK}()",
    f"-1+{MARK}()",
    f"@SUM({MARK})",
    f"\t={MARK}()",
    f"\r\n={MARK}()",
    f"＝{MARK}()",
)
OF_OTHERS = (
    f'#link("https://{MARK}.example")[x]',
    f'#read("/etc/passwd") {MARK}',
    f"$x^2$ *{MARK}* _a_ `b` @c <label> \\",
    f"{{{{ {MARK} }}}} {{% {MARK} %}} ${{{MARK}}}",
    f"{{0.__class__}} %s %n {MARK}",
    f"'; DROP TABLE users; -- {MARK}",
    f"\u202e{MARK}\u200b \x1b[31m",
)
ALL = (*OF_BROWSERS, *OF_MARKDOWN, *OF_SPREADSHEETS, *OF_OTHERS)


def put_into(database: Engine) -> None:
    """Give the agencies and regions of a case database names that hold them."""
    with database.begin() as connection:
        for table in ("agencies", "regions", "ministries"):
            codes = connection.execute(
                text(f"SELECT code FROM {table} WHERE code <> 'unknown' ORDER BY code")
            ).scalars()
            for code, payload in zip(codes.all(), cycle(ALL), strict=False):
                names = "name_en = :name, name_fi = :name, name_sv = :name"
                given = {"name": f"{payload} {code}", "code": code}
                connection.execute(text(f"UPDATE {table} SET {names} WHERE code = :code"), given)
