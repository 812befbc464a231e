"""What a company agreed on, and the record that it was kept to.

log        the audit log: one line for each thing that left the team, in a chain that shows any change
"""
