"""Matching: how many awards found their person, by country, issuer or method."""

from skillslib.metrics.question import QuestionError, answer, asked
from skillslib.store import ask, settings

# What the awards are told apart by, as SQL over `placed`.
BY = {
    "country": "coalesce(places.country, places.country_code, given.country_code, 'Unknown')",
    "issuer": "coalesce(issuer, 'Unknown')",
    "method": "coalesce(matched_by, unmatched_because, 'unknown')",
}
MEASURES = {
    "awards": {"kind": "count", "contributors": "recipients"},
    "matched": {"kind": "count", "contributors": "earners"},
    "recipients": {"kind": "people"},
    "earners": {"kind": "people"},
    "share": {"kind": "derived", "formula": "share", "from": ["matched", "awards"]},
}


def matching_rates(con, as_of, known_at, *, by="country"):
    """How many awards given by a day found their person: one row for each country, issuer or method.

    Columns: country, issuer or method ("id", "email", ...; of awards that found nobody, why); awards,
    matched (awards), recipients (people whom they name; those who cannot be told apart are one), earners
    (people whom they found), share (0 to 1), status ("enough"; "too few": what is there is not measured;
    "nobody at work" in a country where nobody works, "of no country"; "told apart" for methods).
    Formula: share = matched / awards. An award that an id alone gives to a person who never worked in the
    country it names is not matched here: the id may have lost its zeros. An award is of the country that it
    names, else of its person's; "Unknown" where nobody can tell. These weigh on the status of every country
    by its people, so that a country may have too few though its share is high. One to which no award was
    given has 0 awards, and is measured where enough of all awards found their person. Whatever the awards are
    told apart by, their sums are the same.
    Errors: QuestionError.

    Example: matching_rates(con, "2026-09-30", "2026-10-05", by="issuer")
    """
    if by not in BY:
        raise QuestionError(f"by={by!r}: rates of matching are by {', '.join(BY)}.")
    question = asked(con, "matching_rates", as_of, known_at)
    question.parameters |= {"rates_by": by, "least": settings(con)["matching.least"]}
    return answer(con, question, MEASURES, lambda: _rows(con, question, by))


# A country in which people work and to which no award was given: it is as all countries are together.
QUIET = """
    union all
    select coalesce(country, matching.country_code), matching.country_code, 0, 0, 0, 0
    from matching
    left join places using (country_code)
    where matching.country_code not in (select code from placed where code is not null)"""


def _rows(con, question, by):
    deciding = "matched_share" if by == "country" else "rates.matched / rates.awards"
    frame = ask(
        con,
        f"""with places as (
    select country_code, min(country) as country
    from (select country_code, country from workforce union select country_code, country from locations)
    group by country_code),
placed as (
    select {BY[by]} as told_by, coalesce(given.country_code, workforce.country_code) as code, given.person_id,
           case when matched_by is distinct from 'id, of another country' then given.person_id end as sure_id,
           recipient_id
    from awards as given
    left join workforce using (person_id)
    left join unmatched_recipients using (award_id)
    left join places on places.country_code = coalesce(given.country_code, workforce.country_code)
    left join badges using (badge_id)
    where awarded_on <= $as_of),
rates as (
    select told_by, min(code) as country_code, count(*) as awards, count(sure_id) as matched,
           count(distinct person_id) as earners,
           count(distinct case when person_id is null then coalesce(recipient_id, '') end) as strangers
    from placed
    group by told_by{QUIET if by == "country" else ""})
select told_by as {by}, rates.awards, rates.matched, earners + strangers as recipients, earners,
       null::double as share,
       case when told_by = 'Unknown' and {deciding} is null then 'of no country'
            when {deciding} is null then 'nobody at work'
            when round({deciding}, 9) < $least then 'too few' else 'enough' end as status
from rates
left join matching using (country_code)
order by told_by
""",
        question.as_of,
        question.known_at,
        least=question.parameters["least"],
    )
    return frame if by != "method" else frame.assign(status="told apart")
