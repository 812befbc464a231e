"""Names of months, whole or short, in the languages of the exports we know, and days written with one."""

import re
import unicodedata

# Without accents, in small letters: English, German, French, Spanish, Italian, Portuguese, Dutch.
NAMES = (
    "january jan januar janner jan janvier janv enero ene gennaio gen janeiro januari",
    "february feb februar feber fevrier fevr fev febrero febbraio fevereiro februari",
    "march mar marz maerz mrz mars marzo marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei",
    "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho",
    "august aug aout aou agosto ago augustus",
    "september sep sept septembre septiembre settembre set setembro",
    "october oct oktober okt octobre octubre ottobre ott outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dic dicembre dezembro",
)
MONTHS = {word: number for number, words in enumerate(NAMES, 1) for word in words.split()}
DAY, WORD, YEAR = r"\d{1,2}(er|st|nd|rd|th)?", "(?P<month>[a-z]{3,10})", r"(\d{4}|\d{2})"
GAP = r"[ ,./-]+(de )?"
# 31-Dec-2025, 31. März 2025, 1er mars 2025, 3 de marzo de 2026; March 31, 2025
DAY_FIRST = f"{DAY}{GAP}{WORD}{GAP}{YEAR}"
MONTH_FIRST = f"{WORD}{GAP}{DAY}{GAP}{YEAR}"
EITHER = "|".join(form.replace("?P<month>", "") for form in (DAY_FIRST, MONTH_FIRST))


def folded(text):
    """A text in small letters without accents, as `MONTHS` has its words."""
    return unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()


def is_named_day(cell):
    """Whether a cell is a day with the name of its month."""
    found = re.fullmatch(DAY_FIRST, folded(cell)) or re.fullmatch(MONTH_FIRST, folded(cell))
    return bool(found) and found["month"] in MONTHS


def named_day(cell):
    """SQL: the timestamp of a day with the name of its month, or null; two digits are a year near ours."""
    text = f"strip_accents(lower({cell}))"
    known = ", ".join(f"'{word}': '{number}'" for word, number in MONTHS.items())
    month = f"(map {{{known}}})[regexp_extract({text}, '[a-z]{{3,}}')]"
    said = f"regexp_extract({text}, '[0-9]+') || ' ' || {month} || ' ' || regexp_extract({text}, '[0-9]+$')"
    return (
        f"case when not regexp_full_match({text}, '{EITHER}') then null "
        f"when regexp_matches({text}, '[0-9]{{4}}$') then try_strptime({said}, '%d %m %Y') "
        f"else try_strptime({said}, '%d %m %y') end"
    )
