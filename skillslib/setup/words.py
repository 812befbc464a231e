"""What words of HR systems mean, in English and German: worker types, states of people and of awards."""

EMPLOYEE = (
    *("employee", "employees", "regular", "permanent", "perm"),
    *("full time", "part time", "full-time", "part-time"),
    *("e", "emp", "regular employee", "salaried", "hourly"),
    *("fixed term", "fixed-term", "staff", "internal"),
    *("mitarbeiter", "mitarbeiterin", "mitarbeiter/in", "angestellt"),
    *("angestellter", "angestellte", "arbeiter"),
    *("festangestellt", "unbefristet", "befristet", "vollzeit", "teilzeit", "stammpersonal"),
)
CONTRACTOR = (
    *("contractor", "contingent worker", "contingent", "c", "cwk"),
    *("cw", "external", "freelancer", "freelance"),
    *("consultant", "agency", "agency worker", "temp agency", "independent contractor", "leased worker"),
    *("extern", "externe", "externer", "externer mitarbeiter"),
    *("leiharbeiter", "zeitarbeit", "dienstleister"),
    *("freiberufler", "vendor", "supplier"),
)
WORKER_TYPES = dict.fromkeys(EMPLOYEE, "employee") | dict.fromkeys(CONTRACTOR, "contractor")

AT_WORK = (
    *("active", "a", "at work", "employed"),
    *("working", "active assignment", "active_process", "active - payroll"),
    *("active_no_process", "active - payroll eligible", "aktiv", "beschäftigt", "im dienst", "current"),
)
ON_LEAVE = (
    *("on leave", "leave", "leave of absence", "unpaid leave", "paid leave", "suspended", "suspend"),
    *("suspend_process", "suspend_no_process", "dormant", "u", "p", "parental leave", "long-term leave"),
    *("beurlaubt", "elternzeit", "ruhend", "freigestellt", "sabbatical"),
)
LEFT = (
    *("terminated", "t", "left", "inactive"),
    *("inactive_process", "inactive_no_process", "inactive assignment"),
    *("former", "retired", "r", "resigned", "ausgeschieden"),
    *("ausgetreten", "inaktiv", "gekündigt", "rente"),
)
STATUSES = (
    dict.fromkeys(AT_WORK, "at work") | dict.fromkeys(ON_LEAVE, "on leave") | dict.fromkeys(LEFT, "left")
)

STATES = (
    dict.fromkeys(
        (
            *("accepted", "completed", "complete", "passed", "pass"),
            *("issued", "awarded", "earned", "valid"),
            *("active", "successful", "certified", "bestanden"),
            *("abgeschlossen", "erworben", "gültig", "achieved"),
        ),
        "accepted",
    )
    | dict.fromkeys(
        (
            *("pending", "open", "in progress", "started"),
            *("enrolled", "registered", "not started", "offen"),
            *("planned", "in bearbeitung", "angemeldet", "begonnen", "not completed", "incomplete"),
        ),
        "pending",
    )
    | dict.fromkeys(("revoked", "withdrawn", "widerrufen", "entzogen"), "revoked")
    | dict.fromkeys(("rejected", "declined", "failed", "nicht bestanden", "abgelehnt"), "rejected")
    | dict.fromkeys(("expired", "lapsed", "abgelaufen"), "expired")
)

CONTINGENT = {
    **dict.fromkeys(("true", "yes", "y", "1", "ja"), "contractor"),
    **dict.fromkeys(("false", "no", "n", "0", "nein"), "employee"),
}
ACTIVE = {
    **dict.fromkeys(("true", "yes", "y", "1", "ja"), "at work"),
    **dict.fromkeys(("false", "no", "n", "0", "nein"), "left"),
}


def meanings(values, known):
    """What each word of a column means, {theirs: ours}, and the words that are not known."""
    found = {value: known.get(" ".join(value.lower().split()), "") for value in sorted(values)}
    return {word: ours for word, ours in found.items() if ours}, [w for w, ours in found.items() if not ours]
