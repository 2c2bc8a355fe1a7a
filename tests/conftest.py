"""What every test can ask for: the services it runs on, and the report of what ran on which database.

Fixtures of the site itself (application, session, people) stand beside this file in modules of their own and are
listed here too; a folder's own `conftest.py` holds only what that folder needs.
"""

pytest_plugins = [
    "tests.services.report",
    "tests.services.sharing",
    "tests.services.databases",
    "tests.services.redis",
    "tests.services.s3",
    "tests.services.smtp",
    "tests.services.chromium",
    "tests.builders.fixtures",
    "tests.builders.at_once",
]
