"""Consents: who agreed to be thanked by name in a report, from when on, and who took that back.

They are in the identity vault alone. A row is never taken away: whoever takes a consent back is told of by a
row with the day.
"""

from skillslib.intake import Column, Shape, Write
from skillslib.intake.remarks import remark

HOW = ("form", "e-mail", "letter", "portal")  # how a consent was given: what can be shown afterwards

CONSENTS = Shape(
    "consents",
    (
        Column("employee_id", needed=True, person="person_id"),
        Column("given_on", "day", needed=True),
        Column("source", "choice", needed=True, choices=HOW, field="how"),
        Column("revoked_on", "day"),
    ),
    (
        Write(
            "vault.consents",
            ("person_id", "given_on", "how", "revoked_on"),
            """select person_id, given_on, how, revoked_on, source_id, line, ordinal from good""",
            main=True,
        ),
    ),
    (("revoked_on < given_on", "revoked_on", "ends-before-start", "before given_on"),),
)


def taken_back(con):
    """How many consents were taken back, as far as the store knows."""
    return con.execute("select count(revoked_on) from vault.consents").fetchall()[0][0]


def derive(con):
    """Say of which consents nobody knows the employee, whatever was loaded first."""
    con.execute("delete from remarks where code = 'consent-undefined'")
    remark(
        con,
        """select source_id, file, line, 'employee_id' as column_name, 'consent-undefined' as code,
               'no HR extract tells of this employee: the consent is of nobody' as what, 'left out' as effect
        from vault.consents join sources using (source_id)
        anti join employment_versions using (person_id)""",
    )
