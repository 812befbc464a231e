"""In which units and locations people are shown: those of each day as they were, or those of one day for all.

Renames, splits and merges carry people from unit to unit (see `placed_on` in model.sql). Either way a person
is in one unit on a day, so that the sums are the same.
"""

from datetime import date

AS_WAS, TODAY = "as was", "today"


class InUnits:
    """The part of a question that speaks of units, as SQL."""

    @property
    def structure_on(self):
        """The day whose units people are shown in, None where each day has its own."""
        if self.structure == AS_WAS:
            return None
        return self.as_of if self.structure == TODAY else date.fromisoformat(self.structure)

    @property
    def rung(self):
        """SQL for the one ancestor of each unit that stands for it: itself, or that of a tier."""
        tier = next((int(group.partition("@")[2]) for group in self.by if "@" in group), None)
        return "height = 0" if tier is None else f"(tier = {tier} or (height = 0 and tier < {tier}))"

    @property
    def workforce(self):
        """SQL for the people at work, each in the unit and location that they are shown in."""
        if self.structure_on is None:
            return "workforce"
        days = "$as_of" if self.of_many_days else "[$as_of]"
        return f"""(
        select * replace (unit_now as business_unit_id, location_now as location)
        from placed_on({days}, $known_at, $structure_on)) as workforce"""

    @property
    def targets(self):
        """SQL for the approved targets, each of the unit that its people are shown in."""
        if self.structure_on is None:
            return "targets"
        return """(
        select targets.* replace (coalesce(unit_now, business_unit_id) as business_unit_id)
        from targets
        left join units_carried($structure_on, $known_at) using (business_unit_id)) as targets"""

    @property
    def paths(self):
        """SQL for every unit with those above it: of each day, or of the one day asked for."""
        if self.structure_on is None:
            return "business_unit_paths"
        return "business_unit_paths_of([$structure_on], $known_at, 'today')"

    @property
    def of_each_day(self):
        """Whether `paths` says of which day its rows are."""
        return self.of_many_days and self.structure_on is None

    @property
    def units(self):
        """SQL for the unit that stands for each unit, by its name on the day asked about."""
        if not self.of_each_day:
            return f"select business_unit_id, ancestor from {self.paths} where {self.rung}"
        return f"""
        select paths.day, paths.business_unit_id, named.business_unit as ancestor
        from business_unit_paths as paths
        join business_units_on([$today], $known_at) as named on named.business_unit_id = ancestor_id
        where {self.rung}"""

    def in_unit(self, rows):
        """SQL for whether a row's unit is one the filter names, by any name it had, or lies under one."""
        if "business_unit" not in self.filters:
            return "true"
        wanted = "(select unnest($only_business_unit))"
        day = f"above.day = {rows}.day and " if self.of_each_day else ""
        return f"""(coalesce({rows}.business_unit_id, 'Unknown') in {wanted} or exists (
          select 1
          from {self.paths} as above
          join unit_names as called on called.business_unit_id = above.ancestor_id
          where {day}above.business_unit_id = {rows}.business_unit_id
                and (ancestor in {wanted} or name in {wanted}
                     or name || ' (' || called.business_unit_id || ')' in {wanted})))"""
