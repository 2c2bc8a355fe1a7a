"""Reports of what is not right: one case for each thing, decided by who may, answered to who reported and who wrote."""
