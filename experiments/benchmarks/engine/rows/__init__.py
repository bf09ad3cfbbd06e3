"""The rows of the table, a family in each module: `rows(quick)` yields them as they are found."""
