"""View models: one frozen dataclass per page, and the one function that makes it from what a service answered."""
