"""The commands of `probierz`: results on stdout, progress and problems on stderr; exit 0, 1, 2 or 3."""
