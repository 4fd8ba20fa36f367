"""The roof (factory, command line), the floor every room stands on, and the pure leaves."""
