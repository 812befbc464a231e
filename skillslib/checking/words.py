"""A DataFrame as a table that people read, on the terminal and on the page of `check` alike."""


def in_words(frame):
    """A frame as heads and rows of text: (name, whether it is a number), and the cells."""
    numbers = [frame[name].dtype.kind in "iuf" for name in frame.columns]
    heads = list(zip((name.replace("_", " ") for name in frame.columns), numbers, strict=True))
    rows = [
        [_cell(value, "share" in name) for name, value in zip(frame.columns, row, strict=True)]
        for row in frame.astype(object).where(frame.notna(), None).itertuples(index=False)
    ]
    return heads, rows


def _cell(value, share):
    """A value as text: shares in percent, numbers with commas, days without a time."""
    if value is None:
        return ""
    if str(value) in ("True", "False"):
        return "yes" if value else "no"
    if share:
        return f"{value:.1%}"
    return f"{value:,}" if isinstance(value, (int, float)) else str(value).removesuffix(" 00:00:00")
