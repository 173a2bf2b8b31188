"""An application of FastAPI's with what its documents have beside plain objects, and one with many operations.

    fastapi_app.py document shop|large    prints the OpenAPI document that FastAPI makes
    fastapi_app.py serve                  serves the shop at a free port of loopback, whose number is the first line
"""

import enum
import json
import socket
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Optional, Union
from uuid import UUID

from fastapi import Cookie, FastAPI, File, Form, Header, Query, UploadFile
from pydantic import BaseModel, ConfigDict, Field

shop = FastAPI(title="Shop", version="1.0.0", summary="What a shop sells.")


class Size(str, enum.Enum):
    small = "S"
    large = "L"


class Stars(enum.IntEnum):
    one = 1
    five = 5


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = Field(9, ge=0, le=9)


class Dog(BaseModel):
    kind: Literal["dog"]
    barks: bool
    weight: Annotated[float, Field(gt=0, lt=100)]


Pet = Annotated[Union[Cat, Dog], Field(discriminator="kind")]


class Category(BaseModel):
    """A category with categories below it."""

    name: str = Field(min_length=1, max_length=40, pattern=r"^[a-z ]+$")
    children: list["Category"] = []
    parent: Optional["Category"] = None


class Price(BaseModel):
    amount: Decimal = Field(gt=0, max_digits=8, decimal_places=2)
    currency: Literal["EUR", "USD"] = "EUR"


class Item(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "ball", "size": "S", "price": {"amount": "2.50"}}]}
    )

    name: str
    size: Size
    stars: Stars | None = None
    price: Price
    code: int | str | None = None
    added: datetime | None = None
    valid: tuple[date, date] | None = None
    position: tuple[float, ...] = ()
    labels: dict[str, str | int] = {}
    category: Category | None = None
    pet: Pet | None = None


class StoredItem(Item):
    id: UUID
    tags: set[str] = set()


class Filter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(10, gt=0, le=100)
    sizes: list[Size] = []
    order: Literal["name", "price"] = "name"


class Stored(BaseModel):
    names: list[str]
    bytes: int
    note: str | None


one = UUID("00000000-0000-0000-0000-000000000001")


def stored(item: Item) -> StoredItem:
    return StoredItem(id=one, tags={"new"}, **item.model_dump())


@shop.get("/items", tags=["items"])
def list_items(filter: Annotated[Filter, Query()], session: Annotated[str | None, Cookie()] = None) -> list[StoredItem]:
    ball = Item(name="ball", size=filter.sizes[0] if filter.sizes else Size.small, price=Price(amount=Decimal("2.50")))
    return [stored(ball)][: filter.limit]


@shop.post("/items", tags=["items"], status_code=201, responses={409: {"model": Category}})
def add_item(item: Item, x_trace: Annotated[str | None, Header()] = None) -> StoredItem:
    return stored(item)


@shop.get("/items/{item_id}", tags=["items"])
def get_item(item_id: UUID) -> StoredItem:
    return stored(Item(name="ball", size=Size.large, price=Price(amount=Decimal("1"))))


@shop.post("/pets", tags=["pets"])
def add_pet(pet: Pet) -> Pet:
    return pet


@shop.put("/categories/{path:path}", tags=["items"])
def put_category(path: str, category: Category) -> Category:
    return category


@shop.post("/uploads", tags=["files"])
async def upload(
    files: list[UploadFile], picture: Annotated[bytes, File()] = b"", note: Annotated[str | None, Form()] = None
) -> Stored:
    contents = [await file.read() for file in files]
    names = [file.filename or "" for file in files]
    return Stored(names=names, bytes=sum(map(len, contents)) + len(picture), note=note)


@shop.post("/batches", tags=["items"])
def add_any(batch: list[Item] | Item | dict[str, Item]) -> int:
    return len(batch) if isinstance(batch, (list, dict)) else 1


@shop.delete("/items/{item_id}", tags=["items"], status_code=204)
def delete_item(item_id: UUID) -> None:
    return None


def many(count: int) -> FastAPI:
    app = FastAPI(title="Large", version="1.0.0")
    for index in range(count):

        def operation(item: Item) -> StoredItem:
            return stored(item)

        operation.__name__ = f"operation_{index}"
        app.post(f"/area{index % 12}/thing{index}")(operation)
    return app


if __name__ == "__main__":
    if sys.argv[1] == "document":
        app = shop if sys.argv[2] == "shop" else many(372)
        print(json.dumps(app.openapi(), indent=2, ensure_ascii=False))
    else:
        import uvicorn

        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        print(listening.getsockname()[1], flush=True)
        uvicorn.Server(uvicorn.Config(shop, log_level="error")).run(sockets=[listening])
