"""Planning: the sitting, its people and stations, impartiality, enrolment and formal admission."""
