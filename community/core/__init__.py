"""What every slice stands on: database, clock, ids, pagination, limits, storage. Knows no HTTP and no domain."""
