"""Values and rules of the field: frozen dataclasses, standard library only; no I/O, clock or randomness."""
