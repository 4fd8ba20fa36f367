"""What a person does in the rooms of the CRM, by the names that stand on their screens."""
