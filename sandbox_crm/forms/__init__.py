"""Forms: input names are the arguments of the command that the form carries out."""
