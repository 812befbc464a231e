"""The ids of a publisher's files with the prefix of a TOML file, where another taxonomy has the same."""

IDS = {
    "concepts": ("concept_id",),
    "labels": ("concept_id",),
    "relations": ("concept_id", "to_id"),
    "requirements": ("occupation_id", "concept_id"),
    "ratings": ("occupation_id", "concept_id"),
    "levels": ("concept_id",),
    "crosswalks": ("from_id",),  # of the vocabulary's own concepts: what they are matched to is another's
}


def put(con, editions):
    """Put the prefixes of the Editions before the ids that their sources staged."""
    if not any(edition.prefix for edition in editions.values()):
        return
    for name, ids in IDS.items():
        told = ", ".join(f"{column} = prefix || said.{column}" for column in ids)
        own = "and from_taxonomy is null" if name == "crosswalks" else ""
        con.execute(
            f"""update staged_{name} as said set {told} from staged_editions as edition
            where edition.source_id = said.source_id and prefix <> '' {own}"""
        )
