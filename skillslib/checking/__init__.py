"""What a store can answer, and what is wrong in what it was given: readiness; ages, defects, a page."""
