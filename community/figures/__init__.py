"""Figures for who answers for the site: how many, never who."""
