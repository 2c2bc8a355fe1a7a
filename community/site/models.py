"""What an administrator sets for the whole site: its name, house style and how people join. Not the deployment."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base


class SiteSetting(Base):
    """One setting that differs from its default in `community.site.settings`."""

    __tablename__ = "site_setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[dict[str, Any]]
