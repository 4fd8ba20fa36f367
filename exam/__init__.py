"""A candidate's way from admission to certificate, one room a stage. Later rooms import earlier ones, never back:
sittings -> theory -> practical -> supervision -> committee -> certificates -> appeals -> entrance -> rehearsal."""
