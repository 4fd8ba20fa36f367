"""People decide: proposals gathered, sheets of members, consensus, decision, report and protocol."""
