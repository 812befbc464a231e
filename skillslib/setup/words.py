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

YES, NO = ("true", "yes", "y", "1", "ja", "j", "x"), ("false", "no", "n", "0", "nein")
CONTINGENT = dict.fromkeys(YES, "contractor") | dict.fromkeys(NO, "employee")
ACTIVE = dict.fromkeys(YES, "at work") | dict.fromkeys(NO, "left")
YES_NO = dict.fromkeys(YES, "yes") | dict.fromkeys(NO, "no")
NO_MANAGER = dict.fromkeys(("no_manager", "no_mgr", "none", "n/a"), "")


def meanings(values, known):
    """What each word of a column means, {theirs: ours}, and the words that are not known."""
    said = {value: " ".join(value.lower().split()) for value in sorted(values)}
    meant = {value: known[word] for value, word in said.items() if word in known}
    return meant, [value for value in said if value not in meant]
