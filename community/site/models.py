"""What an administrator sets for the whole site: its name, looks and how people join. Not the deployment."""

from typing import Any

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from community.core.db import Base


class SiteSetting(Base):
    """One setting that differs from its default in `community.site.settings`."""

    __tablename__ = "site_setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[dict[str, Any]]


class SitePicture(Base):
    """The picture of the logo: small, so it stands in the database, and is there in every backup of it."""

    __tablename__ = "site_picture"

    # Made of the content: another picture has another name.
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    # WebP.
    content: Mapped[bytes] = mapped_column(LargeBinary)
