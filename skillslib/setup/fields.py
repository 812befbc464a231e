"""What headers mean: how Workday, SuccessFactors, Oracle HCM, Credly and plain lists name our fields.

Headers are compared as `plain` makes them. Of several columns that could say a field, the name that stands
first here wins. Column names are whatever the owner of a report chose, so content decides beside them.
"""

import re
import unicodedata

EMPLOYEE_ID = (
    *("employee_id", "employee number", "employee no", "emp id", "emp no", "worker id", "person number"),
    *("person id", "personnel number", "personnel no", "staff id", "staff number", "staff no", "user id"),
    *("external id", "associate id", "associate number", "payroll number", "global id", "sap id"),
    *("employee", "employee code", "Personalnummer", "Personal-Nr.", "Pers.-Nr.", "Mitarbeiternummer"),
    *("Mitarbeiter-Nr.", "Mitarbeiter-ID", "person id external", "employee identifier", "workday id", "id"),
)
EMAIL = (
    *("email", "email address", "work email", "primary work email", "email work", "business email"),
    *("email primary work", "work email address", "e-mail", "mail", "E-Mail-Adresse", "dienstliche E-Mail"),
    *("E-Mail geschäftlich", "company email"),
)
UNIT_ID = (
    *("business_unit_id", "supervisory organization id", "department id", "org unit id", "unit id"),
    *("organization id", "organisation id", "business unit code", "department code", "org unit code"),
    *("business unit short code", "cost center id", "Organisationseinheit-ID", "Org.-Einheit-Nr."),
    *("Abteilungsnummer", "unit code", "team id"),
)
COUNTRY = ("country", "location country", "work country", "country name", "country/region", "Land", "Staat")
COUNTRY_CODE = ("country_code", "country iso code", "iso country code", "country iso", "Ländercode")
CITY = ("city", "location city", "work city", "town", "Stadt", "Ort", "location address city")
LOCATION_ID = (
    *("location_id", "location code", "office id", "office code"),
    *("site id", "site code", "Standort-ID"),
)
LOCATION = (
    *("location", "office", "site", "work location", "location name", "office name", "workplace", "plant"),
    *("Standort", "Arbeitsort", "Werk", "Niederlassung", "primary work location"),
)
STATUS = (
    *("worker status", "employee status", "employment status", "empl status", "assignment status"),
    *("assignment status type code", "active status", "status"),
    *("employee status name", "Beschäftigungsstatus"),
    *("Mitarbeiterstatus", "active", "person status"),
)
CHANGED = (
    *("last_changed_on", "last modified", "last modified date", "last modified date time", "last updated"),
    *("record last updated", "last update date", "last modified on", "changed on", "Änderungsdatum"),
    *("geändert am", "letzte Änderung"),
)

PEOPLE = {
    "employee_id": EMPLOYEE_ID,
    "first_name": ("first_name", "legal first name", "given name", "legal name first name", "Vorname"),
    "last_name": ("last_name", "legal last name", "surname", "family name", "Nachname", "Familienname"),
    "name": (
        *("name", "full name", "legal name", "worker", "employee name", "worker name", "display name"),
        *("preferred name", "preferred full name", "Mitarbeiter", "Mitarbeitername", "Mitarbeiter/in"),
    ),
    "email": EMAIL,
    "email_aliases": ("email_aliases", "other emails", "email aliases", "previous email", "old email"),
    "hired_on": (
        *("hired_on", "hire date", "date of hire"),
        *("most recent hire date", "latest hire date", "rehire date"),
        *("date of joining", "joining date", "date joined", "joined"),
        *("joined on", "entry date", "employed since"),
        *("employment start date", "enterprise hire date", "Eintrittsdatum", "Eintritt", "Eintritt am"),
        *("Einstellungsdatum", "company entry date", "beschäftigt seit", "started"),
    ),
    "original_hired_on": (
        *("original_hired_on", "original hire date", "original start date", "first hire date"),
        *("continuous service date", "seniority date", "Ersteintritt", "Ersteintrittsdatum"),
    ),
    "left_on": (
        *("left_on", "termination date", "actual termination date"),
        *("leaving date", "date of leaving", "left"),
        *("exit date", "last working day", "last day of work", "last day", "separation date", "date left"),
        *("employment end date", "Austrittsdatum", "Austritt", "Austritt am", "letzter Arbeitstag"),
    ),
    "starts_on": (
        *("starts_on", "effective start date", "effective date"),
        *("start date", "valid from", "effective from"),
        *("assignment start date", "job start date", "position start date"),
        *("gültig ab", "gültig von", "begda"),
        *("Beginn", "from"),
    ),
    "ends_on": (
        *("ends_on", "effective end date", "end date", "valid to", "valid until", "effective to", "endda"),
        *("assignment end date", "job end date", "position end date", "gültig bis", "Ende", "to"),
    ),
    "business_unit_id": UNIT_ID,
    "location_id": LOCATION_ID,
    "location": LOCATION,
    "city": CITY,
    "country": COUNTRY,
    "country_code": COUNTRY_CODE,
    "job_role": (
        *("job_role", "job profile", "job profile name", "job title", "business title", "position title"),
        *("job name", "role", "job", "position", "function", "occupation", "Funktion", "Stelle"),
        *("Stellenbezeichnung", "Tätigkeit", "Position", "Berufsbezeichnung"),
        *("title", "job code", "job code name"),
    ),
    "manager_id": (
        *("manager_id", "manager employee id", "manager employee number"),
        *("manager user id", "supervisor id"),
        *("manager number", "manager person number", "manager external id"),
        *("line manager id", "reports to id"),
        *("Vorgesetzten-ID", "Vorgesetzter Personalnummer", "Personalnummer Vorgesetzter", "reports to"),
        *("manager", "supervisor", "line manager", "Vorgesetzter", "Vorgesetzte/r", "Führungskraft"),
    ),
    "fte": (
        *("fte", "fte %", "fte percent", "fte percentage"),
        *("full time equivalent", "fte value", "contracted fte"),
        *("Beschäftigungsgrad", "Beschäftigungsgrad %", "BG %"),
        *("Arbeitszeitanteil", "Stellenanteil", "VZÄ"),
        *("employment percentage", "working time percentage", "capacity", "part time percentage"),
        *("scheduled weekly hours", "weekly hours", "standard hours", "normal hours", "working hours"),
        *("hours per week", "Wochenstunden", "Stunden pro Woche", "Wochenarbeitszeit"),
    ),
    "worker_type": (
        *("worker_type", "employee type", "employment type"),
        *("person type", "worker sub type", "employee class"),
        *("employment category", "workforce type", "contract type"),
        *("is contingent worker", "contingent worker"),
        *("Mitarbeitertyp", "Mitarbeiterart", "Beschäftigungsart"),
        *("Vertragsart", "Mitarbeitergruppe", "type"),
        *("system person type", "Art"),
    ),
    "status": STATUS,
    "sequence": ("sequence", "seq number", "sequence number", "effective sequence", "effective seq"),
    "on_leave": ("on_leave", "on leave of absence", "leave of absence", "beurlaubt"),
    "primary": (
        *("primary", "primary job", "is primary", "primary assignment", "primary assignment flag"),
        *("primary position", "primary flag", "is primary job", "Hauptbeschäftigung"),
    ),
    "last_changed_on": CHANGED,
}

# Units that are told by names only, from the largest to the smallest: they become a path.
UNIT_NAMES = (
    ("legal entity", "company", "company name", "Gesellschaft", "Firma", "legal employer"),
    ("business unit", "business unit name", "Geschäftsbereich", "Geschäftseinheit"),
    ("division", "division name", "Bereich", "Sparte"),
    (
        "department",
        "department name",
        "Abteilung",
        "supervisory organization",
        "organization",
        "organisation",
    ),
    (
        "Organisationseinheit",
        "org unit",
        "org unit name",
        "unit",
        "business_unit",
        "cost center",
        "Kostenstelle",
    ),
    ("team", "team name", "section", "group", "Gruppe"),
)

AWARDS = {
    "award_id": (
        *("award_id", "assertion url", "assertion id"),
        *("credential id", "certificate id", "certificate number"),
        *("award number", "earner badge id", "completion id", "record id", "Zertifikatsnummer"),
    ),
    "badge_id": (
        *("badge_id", "badge template id", "badge class url", "badge class id", "course id", "course code"),
        *("certification code", "training id", "learning item id"),
        *("Kursnummer", "Kurs-ID", "learning object id"),
    ),
    "badge_name": (
        *("badge_name", "badge", "badge class name", "course"),
        *("course name", "course title", "certificate"),
        *("certificate name", "certification", "certification name"),
        *("credential", "credential name", "training"),
        *("training title", "training name", "learning item"),
        *("learning item title", "qualification", "Kurs"),
        *("Kursname", "Kurstitel", "Schulung", "Zertifikat", "Zertifizierung", "Lehrgang", "Qualifikation"),
        *("Fortbildung", "Weiterbildung", "achievement", "title", "Titel", "learning content"),
    ),
    "issuer": (
        *("issuer", "issued by", "issuer name", "provider"),
        *("training provider", "institute", "academy", "vendor"),
        *("Anbieter", "Aussteller", "Veranstalter", "issuing organization", "awarding body"),
    ),
    "person_id": (
        *EMPLOYEE_ID[:-1],
        "person_id",
        "issuer earner id",
        "earner id",
        "learner id",
        "participant id",
    ),
    "email": (
        *EMAIL,
        *("recipient email", "issued to email", "recipient identifier"),
        *("participant email", "learner email"),
        *("earner email", "participant's e-mail", "Teilnehmer E-Mail", "user email", "recipient"),
    ),
    "awarded_on": (
        *("awarded_on", "issue date", "issued on", "date issued"),
        *("completed", "completed on", "completion date"),
        *("date completed", "award date", "date awarded", "date earned"),
        *("earned on", "certified on", "achieved on"),
        *("Abschlussdatum", "abgeschlossen am", "ausgestellt am"),
        *("absolviert am", "erworben am", "passed on"),
        *("Datum", "date"),
    ),
    "expires_on": (
        *("expires_on", "expiration date", "expiry date", "expires at"),
        *("expires", "valid until", "valid to"),
        *("gültig bis", "Ablaufdatum", "läuft ab am"),
    ),
    "revoked_on": ("revoked_on", "revocation date", "revoked at", "widerrufen am"),
    "state": ("state", "status", "result", "completion status", "badge status", "Ergebnis"),
    "level": ("level", "grade", "proficiency", "proficiency level", "skill level", "Stufe", "Niveau"),
    "skills": (
        *("skills", "skill", "skill name", "competence"),
        *("competency", "Fähigkeit", "Kompetenz", "Kompetenzen"),
    ),
    "evidence": ("evidence", "evidence url", "Nachweis"),
    "updated_at": ("updated_at", *CHANGED[1:]),
}

UNITS = {
    "business_unit_id": (*UNIT_ID, "id", "code"),
    "starts_on": (
        *("starts_on", "start date", "effective date"),
        *("valid from", "effective start date", "gültig ab"),
    ),
    "name": (
        *("name", "unit name", "business unit name"),
        *("department name", "organization name", "org unit name"),
        *("organization", "organisation", "unit", "business unit", "department", "division", "team"),
        *("Bezeichnung", "description", "label", "supervisory organization"),
    ),
    "parent_id": (
        *("parent_id", "parent", "parent unit", "parent department", "parent organization", "parent code"),
        *("superior organization id", "superior organization"),
        *("parent department id", "parent business unit id"),
        *("parent org unit id", "higher unit", "übergeordnete Einheit", "übergeordnete ID"),
    ),
    "last_changed_on": CHANGED,
}

LOCATIONS = {
    "location_id": (*LOCATION_ID, "id", "code"),
    "name": ("name", *LOCATION, "Bezeichnung"),
    "city": CITY,
    "country": COUNTRY,
    "country_code": COUNTRY_CODE,
    "latitude": ("latitude", "lat", "Breitengrad"),
    "longitude": ("longitude", "lon", "lng", "long", "Längengrad"),
    "last_changed_on": CHANGED,
}

# What never leaves its file: not shown, not read. Whole words, and parts of words.
PRIVATE_WORDS = {
    "age",
    "alter",
    "dob",
    "pay",
    "race",
    "sick",
    "sex",
    "ssn",
    "tax",
    "bonus",
    "phone",
    "mobile",
    "telefon",
}
PRIVATE_PARTS = (
    *("birth", "geburt", "gender", "geschlecht", "salary"),
    *("salaries", "gehalt", "compensation", "wage", "lohn"),
    *("vergutung", "remuneration", "paygrade", "payrate", "payscale", "health", "gesundheit", "medical"),
    *("disab", "behinder", "krank", "sickness", "religio", "konfession", "ethnic", "nationality"),
    *("staatsangeh", "citizenship", "marital", "familienstand", "iban", "bankaccount", "socialsecurity"),
    *("sozialversicherung", "steuer", "leavereason", "leavetype", "leavingreason", "terminationreason"),
    *("reasonforleav", "reasonfortermin", "separationreason", "exitreason", "eventreason", "absencereason"),
    *("austrittsgrund", "kundigungsgrund", "abwesenheitsgrund"),
    *("terminationcategory", "veteran", "pregnan"),
    *("homeaddress", "privat", "homephone", "personalemail"),
)


def plain(header):
    """A header as headers are compared: 'Employee_ID', 'employee-id' and 'employeeId' are one."""
    return "".join(_words(header))


def _words(header):
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    base = unicodedata.normalize("NFKD", split.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", base.lower())


def is_private(header):
    """Whether a column says what is never read: birth, gender, health, pay, reasons of leaving."""
    words, joined = _words(header), plain(header)
    return not PRIVATE_WORDS.isdisjoint(words) or any(part in joined for part in PRIVATE_PARTS)


def matched(names, synonyms):
    """The column of each field that a header names, {ours: theirs}: no column says two fields."""
    ours = [name for name in names if name and not is_private(name)]
    points = []
    for field, known in synonyms.items():
        rank = {plain(name): place for place, name in reversed(list(enumerate(known)))}
        points += [(rank[plain(name)], field, name) for name in ours if plain(name) in rank]
    found = {}
    for _, field, name in sorted(points, key=lambda point: point[0]):
        if field not in found and name not in found.values():
            found[field] = name
    return {field: found[field] for field in synonyms if field in found}


def unit_path(names):
    """The columns that name units, from the largest to the smallest."""
    found = []
    for known in UNIT_NAMES:
        rank = [plain(name) for name in known]
        said = [name for name in names if plain(name) in rank and not is_private(name)]
        first = sorted(said, key=lambda name: rank.index(plain(name)))[:1]
        found += [name for name in first if name not in found]  # one header may go for two ranks
    return found
