"""What no answer tells: the countries and skills that are not measured, and the rows of people refused."""

from skillslib.metrics import measured
from skillslib.metrics.question import answer, asked
from skillslib.store import ask, settings

ALL_SKILLS = "all skills"
FEW = "too few awards found their person"
QUIET = "no award was given there, and of all awards too few found their person"
FEW_OF_SKILL = "too few awards of the skill found their person"
NO_OFFER = "no badge for the skill is on offer"
UNPLACED = "nobody told in which country these people work, nor of a badge on offer everywhere"

# A row that is left out because the company said so is not missing.
DECLARED = ("second-job",)
WORDS = {"missing-value": "blank", "bad-date": "not a day", "bad-value": "not understood"}


def unmeasured(con, as_of, known_at, *, population=None):
    """Where which skills are not measured, and why: one row for each country, or skill of a country.

    Columns: country, skill ("all skills" where nothing is measured there), reason, people (at work there),
    status ("not measured").
    A country is not measured where fewer of its awards found their person than are enough, or, where it has
    none, fewer of all awards. A skill is not measured where no badge for it is on offer, or where of ten or
    more awards of it too few found their person.
    Errors: QuestionError.

    Example: unmeasured(con, "2026-09-30", "2026-10-05")
    """
    question = asked(con, "unmeasured", as_of, known_at, "country", population)
    question.parameters["least"] = settings(con)["matching.least"]
    measures = {"people": {"kind": "people", "within": "people"}}
    return answer(con, question, measures, lambda: _places(con, question))


def _places(con, question):
    return ask(
        con,
        f"""with {question.members},
{measured.ASKED.format(kept="")},
countries as (
    select country, country_code, count(*) as people
    from members
    group by country, country_code),
dark as (
    select country_code, case when awards > 0 then '{FEW}' else '{QUIET}' end as reason
    from matching
    where round(matched_share, 9) < least_matched()),
told as (
    select country, '{ALL_SKILLS}' as skill, reason, people
    from countries
    join dark using (country_code)
    union all
    select country, skill,
           case when measured is not null then '{FEW_OF_SKILL}' when country_code = 'ZZ' then '{UNPLACED}'
                else '{NO_OFFER}' end, people
    from (from countries anti join dark using (country_code))
    cross join asked
    left join skill_places using (country_code, skill_id)
    where not coalesce(measured, false))
select country, skill, reason, people, 'not measured' as status
from told
order by country, skill, reason
""",
        question.as_of,
        question.known_at,
        **question.values,
    )


def left_out(con, as_of, known_at):
    """How many rows of people were refused, and so are in no number: one row for each column and reason.

    Columns: column, reason ("blank", "not a day", ...), rows, status. Of snapshots it is the newest up to
    `as_of`, in which a row is a person; of dated rows the newest delivery of each file known by then, of
    which a person may have others that count.
    Errors: QuestionError.

    Example: left_out(con, "2026-09-30", "2026-10-05")
    """
    question = asked(con, "left_out", as_of, known_at)
    measures = {"rows": {"kind": "count", "contributors": "rows"}}
    return answer(con, question, measures, lambda: _refused(con, question))


def _refused(con, question):
    found = ask(
        con,
        """with dated as (
    select source_id
    from (select rowid as place, * from sources)
    where starts_with(kind, 'people') and source_id not in (select source_id from snapshots)
      and (exported_on is null or exported_on <= $known_at)
    qualify row_number() over (partition by kind, file order by place desc) = 1),
newest as (
    select source_id
    from snapshots
    where day = (select max(day) from snapshots where day <= $as_of)
    union
    select source_id from dated)
select coalesce(column_name, '') as "column", reason_code as reason, count(*) as rows
from quarantine
join newest using (source_id)
where not list_contains($declared, reason_code)
group by all
order by "column", reason
""",
        question.as_of,
        question.known_at,
        declared=list(DECLARED),
    )
    found["reason"] = [WORDS.get(code, code.replace("-", " ")) for code in found["reason"]]
    return found.assign(status="counted")
