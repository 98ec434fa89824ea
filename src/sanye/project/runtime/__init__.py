"""Starts what is not given: PostgreSQL, NATS, web and worker; importable without Django."""
