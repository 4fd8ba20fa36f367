"""The practice company: a data set of its own for training, and the public description of the CRM."""
