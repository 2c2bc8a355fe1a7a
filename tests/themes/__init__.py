"""Themes as an administrator sets them up."""
