"""The theoretical test: form issued, answers acknowledged and kept, time, closing and sealing, result."""
