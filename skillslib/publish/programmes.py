"""Effects of programmes published one after another: what two of them differ in must not be of a few people.

A mean tells of each of its people together with another mean of all but a few of the same people: asked for
another day, another day of knowledge or other months. So an effect is withheld where one published before, of
the same programme, differs from it in fewer people who took part than the minimum, or in what they gained,
or, where these are the same, in as few of the people beside them. The count of its people goes with it, by
which the ledger knows whose effects were shown.
"""

from datetime import date

from skillslib.disclosure.withholding import withhold_cells
from skillslib.metrics.programme import followed
from skillslib.publish.accounts import TOOK_PART


def apart(con, frames, earlier, min_people):
    """The protected frames (view -> frame) without effects that nearly tell an earlier one once more."""
    told = [one for one in earlier if one.layer["measure"] == TOOK_PART and one.value is not None]
    if not told:
        return frames
    return {
        view: _apart(con, frame, told, min_people)
        if frame.attrs["question"]["name"] == "programme_effect"
        else frame
        for view, frame in frames.items()
    }


def _is_near(own, other, min_people):
    """Whether two sets of people and their changes differ in a few people only."""
    differing = [set(), set()]
    for person, _, _, took_part, _ in own ^ other:
        differing[took_part].add(person)
    beside, taking_part = differing
    return 0 < len(taking_part or beside) < min_people


def _apart(con, frame, told, min_people):
    asked, near, known = frame.attrs["question"], [], {}

    def behind(as_of, known_at, months, programme):
        day = date.fromisoformat(as_of), date.fromisoformat(known_at), int(months)
        if day not in known:
            known[day] = followed(con, *day)
        return known[day].get(programme, frozenset())

    for place, row in frame[frame["effect"].notna()].iterrows():
        programme = row["programme"]
        own = behind(asked["as_of"], asked["known_at"], asked["parameters"]["months"], programme)
        for one in told:
            if one.layer["programme"] == programme:
                other = behind(one.layer["as_of"], one.known_at, one.layer["months"], programme)
                if _is_near(own, other, min_people):
                    near.append((place, "people"))
                    break
    return withhold_cells(frame, near) if near else frame
