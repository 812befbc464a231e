"""What words of HR systems mean, in several languages: worker types, states of people and of awards."""

import re

PARTS = re.compile(r" - |: | ?[()]")
EMPLOYEE = (
    *("employee", "employees", "regular", "permanent", "perm"),
    *("full time", "part time", "full-time", "part-time"),
    *("e", "emp", "regular employee", "salaried", "hourly"),
    *("fixed term", "fixed-term", "staff", "internal"),
    *("mitarbeiter", "mitarbeiterin", "mitarbeiter/in", "angestellt"),
    *("angestellter", "angestellte", "arbeiter"),
    *("festangestellt", "unbefristet", "befristet", "vollzeit", "teilzeit", "stammpersonal"),
    *("festangestellte", "festangestellter", "beschäftigter", "beschäftigte", "arbeitnehmer"),
    *("arbeitnehmer/in", "arbeitnehmerin", "arbeiterin", "tarifangestellte", "tarifangestellter"),
    *("tarifmitarbeiter", "tarifbeschäftigte", "tariflich", "außertariflich", "at-angestellte"),
    *("at-angestellter", "at", "leitende angestellte", "leitender angestellter", "führungskraft"),
    *("auszubildende", "auszubildender", "auszubildende/r", "azubi", "azubis", "werkstudent"),
    *("werkstudentin", "werkstudenten", "dualer student", "duale studenten", "dualer studierender"),
    *("geringfügig beschäftigte", "geringfügig beschäftigt", "minijob", "minijobber", "aushilfe"),
    *("aktive mitarbeiter", "interner mitarbeiter", "intern (mitarbeiter)", "beamte", "beamter"),
    *("apprentice", "apprentices", "working student", "permanent employee", "regular full-time"),
    *(
        "regular full time",
        "regular part-time",
        "regular part time",
        "full-time regular",
        "part-time regular",
    ),
    *("temporary employee", "fixed term employee", "fixed-term employee", "salaried employee", "executive"),
    *("employee - regular", "full time employee", "part time employee", "full-time employee"),
    *("part-time employee", "hourly employee", "emp_full_time", "emp_part_time", "indefinite"),
    *("cdi", "cdd", "contrat à durée indéterminée", "contrat à durée déterminée", "salarié", "salariée"),
    *(
        "apprenti",
        "apprentie",
        "apprentissage",
        "alternant",
        "alternante",
        "alternance",
        "cadre",
        "non cadre",
    ),
    *("contrat d'apprentissage", "contrat de professionnalisation", "interne", "employé", "ouvrier"),
    *("indefinido", "contrato indefinido", "temporal", "contrato temporal", "fijo", "fijo discontinuo"),
    *("plantilla", "empleado", "empleada", "contrato de formación", "obra y servicio"),
    *("tempo indeterminato", "tempo determinato", "indeterminato", "determinato", "dipendente"),
    *("apprendista", "apprendistato", "efetivo", "empregado", "funcionário", "clt"),
    *("vast", "vast dienstverband", "onbepaalde tijd", "bepaalde tijd", "medewerker", "loondienst"),
    *("umowa o pracę", "pracownik"),
)
CONTRACTOR = (
    *("contractor", "contingent worker", "contingent", "c", "cwk"),
    *("cw", "external", "freelancer", "freelance"),
    *("consultant", "agency", "agency worker", "temp agency", "independent contractor", "leased worker"),
    *("extern", "externe", "externer", "externer mitarbeiter"),
    *("leiharbeiter", "zeitarbeit", "dienstleister"),
    *("freiberufler", "vendor", "supplier", "contingent employee", "non-employee", "nonemployee"),
    *("agency temp", "temporary agency worker", "outsourced", "subcontractor"),
    *("vendor worker", "service provider", "independent consultant", "statement of work", "sow"),
    *("external worker", "external employee", "external consultant", "contract worker", "freelancers"),
    *("leiharbeitnehmer", "leiharbeitnehmerin", "leiharbeitnehmer/in", "leiharbeiterin", "leihkraft"),
    *("zeitarbeiter", "zeitarbeiterin", "zeitarbeitnehmer", "zeitarbeitskraft", "leiharbeit", "anü"),
    *("arbeitnehmerüberlassung", "fremdpersonal", "fremdfirma", "fremdarbeitskraft", "externer berater"),
    *("externe mitarbeiter", "externe mitarbeiterin", "freier mitarbeiter", "freie mitarbeiter"),
    *("freie mitarbeiterin", "werkvertrag", "werkvertragsnehmer", "überlassen", "berater"),
    *("intérimaire", "intérim", "interim", "prestataire", "prestataire externe", "sous-traitant"),
    *("consultant externe", "travailleur temporaire", "indépendant", "ett", "autónomo", "subcontratado"),
    *(
        "subcontrata",
        "externo",
        "externa",
        "trabajador externo",
        "contratista",
        "empresa de trabajo temporal",
    ),
    *("somministrato", "somministrazione", "interinale", "collaboratore", "esterno", "partita iva"),
    *("terceirizado", "terceiro", "prestador de serviços", "uitzendkracht", "inhuur", "ingehuurd", "zzp"),
    *("zzp'er", "detachering", "b2b", "kontrahent", "umowa zlecenie", "pracownik tymczasowy"),
)
WORKER_TYPES = dict.fromkeys(EMPLOYEE, "employee") | dict.fromkeys(CONTRACTOR, "contractor")

AT_WORK = (
    *("active", "a", "at work", "employed"),
    *("working", "active assignment", "active_process", "active - payroll"),
    *("active_no_process", "active - payroll eligible", "aktiv", "beschäftigt", "im dienst", "current"),
    *("active - no payroll", "actif", "active employee", "en poste", "présent", "en activité", "activo"),
    *("en activo", "alta", "attivo", "in forza", "ativo", "actief", "in dienst", "aktywny", "probation"),
)
ON_LEAVE = (
    *("on leave", "leave", "leave of absence", "unpaid leave", "paid leave", "suspended", "suspend"),
    *("suspend_process", "suspend_no_process", "dormant", "u", "p", "parental leave", "long-term leave"),
    *("beurlaubt", "elternzeit", "ruhend", "freigestellt", "sabbatical"),
    *("suspended assignment", "suspend assignment", "maternity leave", "long term leave", "on_leave", "s"),
    *("in elternzeit", "mutterschutz", "ruhendes arbeitsverhältnis", "en congé", "suspendu", "suspendue"),
    *("congé parental", "congé sabbatique", "de permiso", "excedencia", "suspendido", "en excedencia"),
    *("in aspettativa", "aspettativa", "afastado", "licença", "met verlof", "verlof"),
)
LEFT = (
    *("terminated", "t", "left", "inactive"),
    *("inactive_process", "inactive_no_process", "inactive assignment"),
    *("former", "retired", "r", "resigned", "ausgeschieden"),
    *("ausgetreten", "inaktiv", "gekündigt", "rente", "pensioniert", "rentner"),
    *("sorti", "sortie", "parti", "inactif", "retraité", "baja", "inactivo", "jubilado", "cessato"),
    *("desligado", "inativo", "uit dienst", "inactief", "no longer active", "exited", "separated"),
)
EVENTS = (
    dict.fromkeys(("hir", "hire", "hired", "new hire", "einstellung", "eintritt"), "hired")
    | dict.fromkeys(
        ("reh", "rehire", "rehired", "hired again", "wiedereintritt", "wiedereinstellung"), "hired again"
    )
    | dict.fromkeys(("ter", "term", "termination", "terminated", "retirement", "austritt"), "left")
    | dict.fromkeys(("loa", "leave", "leave of absence", "beginn abwesenheit"), "on leave")
    | dict.fromkeys(
        ("rloa", "rfl", "return", "return from leave", "return from leave of absence", "return to work"),
        "back",
    )
    | dict.fromkeys(
        (
            *("payr", "pay", "pay rate change", "data", "data change", "pro", "promotion", "dem", "demotion"),
            *("xfr", "transfer", "job change", "position change", "reclassification", "other"),
        ),
        "other",
    )
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
            *("erfolgreich", "obtenu", "obtenue", "réussi", "validé", "acquis", "terminé"),
            *("aprobado", "apto", "completado", "superado", "superato", "completato", "aprovado"),
            *("concluído", "behaald", "geslaagd", "afgerond", "zaliczony", "granted"),
        ),
        "accepted",
    )
    | dict.fromkeys(
        (
            *("open", "in progress", "started"),
            *("enrolled", "registered", "not started", "offen"),
            *("planned", "in bearbeitung", "angemeldet", "begonnen", "not completed", "incomplete"),
            *("en cours", "inscrit", "en curso", "inscrito", "in corso", "em andamento", "geplant", "bezig"),
        ),
        "not earned",
    )
    | {"pending": "pending"}
    | dict.fromkeys(("revoked", "withdrawn", "widerrufen", "entzogen"), "revoked")
    | dict.fromkeys(
        (
            *("rejected", "declined", "failed", "nicht bestanden", "abgelehnt", "échoué", "non obtenu"),
            *("refusé", "suspenso", "no apto", "no aprobado", "non superato", "reprovado", "gezakt"),
        ),
        "rejected",
    )
    | dict.fromkeys(
        ("expired", "lapsed", "abgelaufen", "expiré", "caducado", "vencido", "scaduto", "verlopen"), "expired"
    )
)

YES, NO = (
    ("true", "yes", "y", "1", "ja", "j", "x", "oui", "o", "sí", "si", "sim"),
    (*("false", "no", "n", "0", "nein", "non", "não", "nee"),),
)
CONTINGENT = dict.fromkeys(YES, "contractor") | dict.fromkeys(NO, "employee")
ACTIVE = dict.fromkeys(YES, "at work") | dict.fromkeys(NO, "left")
YES_NO = dict.fromkeys(YES, "yes") | dict.fromkeys(NO, "no")
NO_MANAGER = dict.fromkeys(("no_manager", "no_mgr", "none", "n/a", "-", "0"), "")


def meanings(values, known):
    """What each word of a column means, {theirs: ours}, and the words that are not known.

    Of 'Suspended - Payroll Eligible' or 'E (Employee)' the parts decide, where they mean one thing.
    """
    meant = {}
    for value in sorted(values):
        word = " ".join(value.lower().split())
        parts = {known[part] for part in PARTS.split(word) if part in known}
        if word in known or len(parts) == 1:
            meant[value] = known[word] if word in known else parts.pop()
    return meant, [value for value in sorted(values) if value not in meant]
