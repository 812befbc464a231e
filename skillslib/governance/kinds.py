"""The kinds of data that a store holds, in plain words: what each is, and in which tables it lies.

The page on data protection and what a person is told both speak by it. A table that no kind names is a fault:
a test looks for one.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of data: its name, what it is in plain words, the tables that hold it."""

    name: str
    words: str
    tables: tuple


OF_PEOPLE = (
    Kind(
        "Who somebody is",
        "Employee id, e-mail addresses, and names where a list of people has them. They lie in the vault, "
        "apart from all else; everywhere else a pseudonym of twelve signs stands for the person.",
        ("vault.identities", "vault.pseudonyms", "vault.address_rows", "alias_rows"),
    ),
    Kind(
        "Employment",
        "Since when somebody is employed, and until when.",
        ("employment_versions", "employment_statements"),
    ),
    Kind(
        "Where somebody works",
        "Unit, office, job role, manager, part of full time, and whether employee, contractor or on leave, "
        "each from when to when. Of leave only that it is so, never why.",
        ("assignment_versions", "snapshot_spans"),
    ),
    Kind(
        "Badges earned",
        "Which badge was earned when, until when it is valid, whether it was accepted or taken back, in "
        "which country, at what level, and how the award found its person.",
        ("award_versions", "award_replacements", "award_statuses", "award_status_entries", "award_uids"),
    ),
    Kind(
        "To whom badges were sent",
        "The id, address or name that each export of badges gives for whoever earned one, also where nobody "
        "here has it.",
        ("vault.recipients", "unmatched_recipients"),
    ),
    Kind(
        "Badges as they were delivered",
        "The document of each badge as its vendor wrote it, in the vault.",
        ("vault.raw_documents",),
    ),
    Kind("Training", "Who enrolled in which programme, and who completed it.", ("enrolment_versions",)),
    Kind(
        "Consents",
        "Who agreed to be thanked by name, since when, and who took it back.",
        ("vault.consents",),
    ),
    Kind(
        "Rows that were refused",
        "Rows of an export that could not be read, with the reason; their text lies in the vault.",
        ("quarantine", "vault.quarantine_raw"),
    ),
    Kind(
        "Who was erased",
        "Keyed hashes that keep erased people from coming back with the next export. Nobody can read an id "
        "from them.",
        ("vault.erased",),
    ),
)
OTHER = (
    Kind(
        "Badges",
        "What each badge is called, who gives it, which skills it proves at what level, and where it can be "
        "earned.",
        (
            *("badge_versions", "badge_tag_versions", "badge_tag_links", "badge_skill_versions"),
            *("badge_offer_versions", "badge_series_versions", "badge_series"),
            *("level_rule_versions", "level_rules"),
        ),
    ),
    Kind(
        "Skills",
        "Published lists of skills and occupations, and which name of a skill means which of them.",
        (
            *("taxonomies", "stated_editions", "concept_versions", "concept_labels", "concept_relations"),
            *("requirements", "scales", "ratings", "concept_levels", "crosswalks", "stated_crosswalks"),
            *("skill_name_versions", "skill_links", "skill_choices"),
        ),
    ),
    Kind(
        "Units and offices",
        "How the company is divided, where its offices are, and how both changed.",
        (
            *("business_unit_versions", "unit_change_versions", "location_versions"),
            "location_change_versions",
        ),
    ),
    Kind(
        "Plans",
        "How many people a unit or a job role needs with a skill, and which programmes there are.",
        ("target_versions", "role_requirement_versions", "programme_versions"),
    ),
    Kind(
        "What was read",
        "Which files were loaded when, what was doubtful in them, and what the company decided.",
        (
            *("sources", "source_formats", "statements", "snapshots", "remarks", "settings", "model"),
            *("status_lists", "status_list_files"),
        ),
    ),
)


def kind_of(table):
    """The kind of data that a table holds; a table of the vault is called vault.NAME.

    Example: kind_of("award_versions").name
    """
    return next(kind for kind in (*OF_PEOPLE, *OTHER) if table in kind.tables)
