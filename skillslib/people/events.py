"""Events of dated rows: hired, hired again, left, on leave, back; and what of a person's state follows.

A row that says no status says it by its event. Where no column says a status, the last event that changes it
holds until the next one: a change of pay or of post changes nothing.
"""

from skillslib.people.declared import CHOICES

LEFT = "coalesce(status = 'left', {event} = 'left', false)"
AWAY = "(coalesce(on_leave, false) or coalesce(status = 'on leave', {event} = 'on leave', false))"
OWN = "lower(event)"
LAST = """(select arg_max(lower(told.event), (told.starts_on, coalesce(told.sequence, 0)))
            from judged as told
            where told.employee_id = judged.employee_id and lower(told.event) in {changing}
              and (told.starts_on, coalesce(told.sequence, 0))
                  <= (judged.starts_on, coalesce(judged.sequence, 0)))"""

# SQL: whether a row says that the person is hired, and whether it is for another time.
ANEW = "coalesce(lower(event) in ('hired', 'hired again'), false)"
AGAIN = "coalesce(lower(event) = 'hired again', false)"

# Which events nobody said the meaning of, and what is to be said of their rows.
UNKNOWN = f"lower(event) not in {CHOICES['event']}"
TAKEN = "an event of no known meaning: taken as one that changes nothing. Say it: [files.words.event]"


def states(table):
    """SQL: whether a judged row says that the person has left, and whether that they are on leave."""
    event = "null"
    if "event" in table.columns:
        changing = tuple(one for one in CHOICES["event"] if one != "other")
        event = OWN if "status" in table.columns else LAST.format(changing=changing)
    return LEFT.format(event=event), AWAY.format(event=event)
