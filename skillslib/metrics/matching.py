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
    "awards": {"kind": "count", "contributors": "awards"},
    "matched": {"kind": "count", "contributors": "earners"},
    "earners": {"kind": "people"},
    "share": {"kind": "derived", "formula": "share", "from": ["matched", "awards"]},
}


def matching_rates(con, as_of, known_at, *, by="country"):
    """How many awards given by a day found their person: one row for each country, issuer or method.

    Columns: country, issuer or method ("id", "email", ...; of awards that found nobody, why); awards,
    matched (awards), earners (people whom they found), share (0 to 1), status ("enough"; "too few": what is
    there is not measured; "counted" where nobody works, and for methods).
    Formula: share = matched / awards. An award is of the country that it names, else of its person's;
    "Unknown" where nobody can tell. These weigh on the status of every country by its people, so that a
    country may have too few though its share is high. Whatever the awards are told apart by, their sums
    are the same.
    Errors: QuestionError.

    Example: matching_rates(con, "2026-09-30", "2026-10-05", by="issuer")
    """
    if by not in BY:
        raise QuestionError(f"by={by!r}: rates of matching are by {', '.join(BY)}.")
    question = asked(con, "matching_rates", as_of, known_at)
    question.parameters |= {"rates_by": by, "least": settings(con)["matching.least"]}
    return answer(con, question, MEASURES, lambda: _rows(con, question, by))


def _rows(con, question, by):
    deciding = "matched_share" if by == "country" else "rates.matched / rates.awards"
    frame = ask(
        con,
        f"""with places as (
    select country_code, min(country) as country
    from (select country_code, country from workforce union select country_code, country from locations)
    group by country_code),
placed as (
    select {BY[by]} as told_by, coalesce(given.country_code, workforce.country_code) as code, given.person_id
    from awards as given
    left join workforce using (person_id)
    left join places on places.country_code = coalesce(given.country_code, workforce.country_code)
    left join badges using (badge_id)
    where awarded_on <= $as_of),
rates as (
    select told_by, min(code) as country_code, count(*) as awards, count(person_id) as matched,
           count(distinct person_id) as earners
    from placed
    group by told_by)
select told_by as {by}, rates.awards, rates.matched, earners, null::double as share,
       case when {deciding} is null then 'counted'
            when round({deciding}, 9) < $least then 'too few' else 'enough' end as status
from rates
left join matching using (country_code)
order by told_by
""",
        question.as_of,
        question.known_at,
        least=question.parameters["least"],
    )
    return frame if by != "method" else frame.assign(status="counted")
