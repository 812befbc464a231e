"""From answers to pages: the offline renderer, the report's runner and pages, the last look."""
