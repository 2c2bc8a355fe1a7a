"""A community and working-group platform for programmes in which public bodies work together per region."""
