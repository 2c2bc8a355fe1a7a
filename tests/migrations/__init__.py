"""Migrations: the database they make is the one that the models describe."""
