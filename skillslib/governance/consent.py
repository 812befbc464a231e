"""Who agreed to be thanked by name, and did not take it back or object since."""

from skillslib.governance import held, log


def consents(con, folder, known_at):
    """The consents in force: a DataFrame of person_id, given_on, how; one row for each person, of the newest.

    con        a connection with the identity vault attached
    folder     the store's folder, with what people asked for
    known_at   a consent counts from the day it was given on, if that is known by this day

    Taking it back, objecting and being erased count at once, whatever day is asked about: also a report of an
    earlier day then names the person no more. A consent counts again where it is given after that day.
    """
    found = con.execute(
        """select person_id, max(given_on) as given_on, arg_max(how, given_on) as how
        from vault.consents as given
        where given_on <= $1 and not exists (
            from vault.consents as ended
            where ended.person_id = given.person_id and ended.revoked_on >= given.given_on)
        group by person_id order by person_id""",
        [known_at],
    ).df()
    objected = {one["person"] for one in held.requests(folder) if one["kind"] == "objection"}
    return found[~found["person_id"].map(log.name_of).isin(objected)]
