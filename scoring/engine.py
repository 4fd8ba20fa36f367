"""Which engine made a finding. A change in what any check means raises the version."""

ENGINE_VERSION = 1
