"""Alembic's scripts for the examination's database; sandboxes are rebuilt from templates and never migrated."""
