"""What all schemas share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

Text = Annotated[str, StringConstraints(pattern=r"\S")]
"""Not empty, and not only white space."""


class Schema(BaseModel):
    """Reads the services' values by attribute, and writes names in camelCase."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, from_attributes=True)
