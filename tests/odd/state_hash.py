"""Section 2 of docs/odd.md, the columns of the state and its hash, written from that page alone."""

import hashlib
import struct

HOUSEHOLDS = {
    "group": "b", "income": "q", "fifth": "b", "standing": "h", "market": "b", "dwelling": "i",
    "moved": "i", "rent": "q", "loan": "q", "strain": "h", "citizenship": "b",
}  # fmt: skip
DWELLINGS = {
    "sector": "b", "rental": "b", "quality": "i", "base_rent": "q", "household": "i",
    "record": "b", "vacant_since": "i", "last_rent": "q", "last_rent_month": "i",
    "reserved_until": "i", "reserved_income": "q", "reserved_rent": "q", "record_citizenship": "b",
    "owned_months": "i", "sold_by": "i", "asking": "q", "reserved_term": "i", "withdrawn": "b",
}  # fmt: skip
LATER = (
    "citizenship", "record_citizenship", "owned_months", "sold_by", "asking", "reserved_term",
    "withdrawn",
)  # fmt: skip
PARTS = (
    "block", "block_number", "neighbourhood", "neighbourhood_number",
    "finish", "clear", "homes", "reserved", "fund", "elsewhere",
)  # fmt: skip
TYPES = {"b": "i1", "h": "i2", "i": "i4", "q": "i8"}


class Hashed:
    """A city whose columns are lists; `later` holds sales and sites: shape and numbers by name."""

    def state_hash(self):
        digest = hashlib.sha256()

        def add(form, numbers, shape=None):
            digest.update(f"{TYPES[form]}{shape or (len(numbers),)}".encode())
            digest.update(struct.pack(f"<{len(numbers)}{form}", *numbers))

        columns = [(n, form, self.people[n]) for n, form in HOUSEHOLDS.items()]
        columns += [(n, form, self.homes[n]) for n, form in DWELLINGS.items()]
        for name, form, numbers in columns:
            if name not in LATER:
                add(form, numbers)
        for cells in self.vacant:
            add("i", cells)
        add("q", [level for pair in self.level for level in pair], (self.n_neighbourhoods, 2))
        add("q", self.arrivals)
        add(
            "q",
            [self.month, self.n_initial, self.next_project, self.clock_built, self.reserved_built],
        )
        parts = [(n, form, numbers, None) for n, form, numbers in columns if n in LATER]
        parts += [(n, "q", *self.later[n]) for n in PARTS if n in self.later]
        for name, form, numbers, shape in parts:
            if any(numbers):
                digest.update(name.encode())
                add(form, numbers, shape)
        return digest.hexdigest()
