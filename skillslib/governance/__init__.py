"""What a company agreed on, and the record that it was kept to.

agreement  governance.toml: what was agreed on, kept in the store
access     whoever is shown people by name says what for, and is written down
held       everything that is held about one person, and what that person asked for
kinds      the kinds of data there are, in plain words
plainly    what is held about one person, for that person to read
consent    who agreed to be thanked by name
log        the audit log: one line for each thing that left the team
chain      lines that show any change: the audit log is kept so, and the ledger of what was published
"""
