"""Customers, stores, vendors and employees as parties."""

from collections.abc import Iterable
from typing import Any

from sanye.connectors.adventureworks import wording
from sanye.connectors.adventureworks.context import CURRENCY, INDIVIDUAL, RESELLER, SITE, Import
from sanye.connectors.adventureworks.tables import Row
from sanye.connectors.adventureworks.wording import Text
from sanye.stem.masterdata.commands import (
    archive_master,
    put_parties,
    put_party_companies,
    put_taxes,
)
from sanye.stem.masterdata.queries import get_party

_USES = {
    "Billing": "BILLING",
    "Home": "HOME",
    "Main Office": "MAIN",
    "Primary": "MAIN",
    "Shipping": "SHIPPING",
    "Archive": "ARCHIVE",
}
_AT_ONCE = 4000
_RETAIL, _WHOLESALE, _ALL = "1", "2", "3"


class People:
    """Names, mail, telephones and addresses by BusinessEntityID."""

    def __init__(self, run: Import) -> None:
        tables = run.tables
        self._persons = tables.by("Person", "BusinessEntityID")
        self._emails = tables.by("EmailAddress", "BusinessEntityID")
        self._phones = tables.by("PersonPhone", "BusinessEntityID")
        self._addresses = tables.by("Address", "AddressID")
        self._states = tables.by("StateProvince", "StateProvinceID")
        self._uses = {
            row["AddressTypeID"]: _USES[row["Name"]] for row in tables.read("AddressType")
        }
        self._places = tables.grouped("BusinessEntityAddress", "BusinessEntityID")
        self._kinds = tables.by("ContactType", "ContactTypeID")
        self._contacts = tables.grouped("BusinessEntityContact", "BusinessEntityID")

    def name(self, person_id: str) -> str:
        person = self._persons[person_id]
        parts = (person[part] for part in ("FirstName", "MiddleName", "LastName", "Suffix"))
        return " ".join(part for part in parts if part)

    def contact(self, person_id: str, job_title: str = "", *, named: bool = True) -> Row:
        """A person as a contact row."""
        return {
            "name": self.name(person_id) if named else "",
            "job_title": job_title,
            "email": self._emails.get(person_id, {}).get("EmailAddress", ""),
            "phone": self._phones.get(person_id, {}).get("PhoneNumber", ""),
        }

    def contacts_of(self, entity_id: str) -> list[Row]:
        return [
            self.contact(row["PersonID"], self._kinds[row["ContactTypeID"]]["Name"])
            for row in self._contacts.get(entity_id, [])
        ]

    def addresses_of(self, entity_id: str) -> list[dict[str, Any]]:
        found = []
        for number, place in enumerate(self._places.get(entity_id, [])):
            row = self._addresses[place["AddressID"]]
            state = self._states[row["StateProvinceID"]]
            found.append(
                {
                    "use": self._uses[place["AddressTypeID"]],
                    "code": row["AddressID"],
                    "street": row["AddressLine1"],
                    "street_2": row["AddressLine2"],
                    "city": row["City"],
                    "region": state["Name"],
                    "country": state["CountryRegionCode"],
                    "postal_code": row["PostalCode"],
                    "latitude": row["Latitude"],
                    "longitude": row["Longitude"],
                    "is_default": number == 0,
                }
            )
        return found

    def state_of(self, entity_id: str) -> str:
        """StateProvinceID of the first address, empty without one."""
        places = self._places.get(entity_id, [])
        return self._addresses[places[0]["AddressID"]]["StateProvinceID"] if places else ""


def import_parties(run: Import) -> None:
    """All parties, then what they are to the company."""
    people = People(run)
    taxes = _import_taxes(run)
    customers = run.tables.read("Customer")
    individuals = [row for row in customers if not row["StoreID"]]
    stores = _customers_of_stores(customers)
    names = run.tables.by("Store", "BusinessEntityID")
    _put(run, wording.INDIVIDUALS, [_individual(row, people) for row in individuals])
    _put(
        run,
        wording.STORES,
        [_store(key, names[key]["Name"], rows, people) for key, rows in stores.items()],
    )
    _put(run, wording.VENDORS, [_vendor(row, people) for row in run.tables.read("Vendor")])
    _put(run, wording.EMPLOYEES, [_employee(row, people) for row in run.tables.read("Employee")])
    _archive_inactive(run)
    _put_terms(run, _terms(run, individuals, stores, people, taxes))
    _account(run, individuals, stores)


def account_number(customer_id: str) -> str:
    """AdventureWorks works its customers' account numbers out like this."""
    return f"AW{int(customer_id):08d}"


def _customers_of_stores(customers: Iterable[Row]) -> dict[str, list[Row]]:
    """A store is up to two customers: with a person first, because orders name that one."""
    stores: dict[str, list[Row]] = {}
    for row in customers:
        if row["StoreID"]:
            stores.setdefault(row["StoreID"], []).append(row)
    for rows in stores.values():
        rows.sort(key=lambda row: (row["PersonID"] == "", int(row["CustomerID"])))
    return stores


def _individual(row: Row, people: People) -> dict[str, Any]:
    addresses = people.addresses_of(row["PersonID"])
    return {
        "_keys": {"Customer": [row["CustomerID"]], "Person": [row["PersonID"]]},
        "code": account_number(row["CustomerID"]),
        "name": people.name(row["PersonID"]),
        "kind": "PERSON",
        "roles": ["CUSTOMER"],
        "country": addresses[0]["country"] if addresses else "",
        "contacts": [people.contact(row["PersonID"], named=False)],
        "addresses": addresses,
    }


def _store(store_id: str, name: str, rows: list[Row], people: People) -> dict[str, Any]:
    addresses = people.addresses_of(store_id)
    return {
        "_keys": {"Customer": [row["CustomerID"] for row in rows], "Store": [store_id]},
        "code": account_number(rows[0]["CustomerID"]),
        "name": name,
        "roles": ["CUSTOMER"],
        "country": addresses[0]["country"] if addresses else "",
        "contacts": people.contacts_of(store_id),
        "addresses": addresses,
    }


def _vendor(row: Row, people: People) -> dict[str, Any]:
    addresses = people.addresses_of(row["BusinessEntityID"])
    return {
        "_keys": {"Vendor": [row["BusinessEntityID"]]},
        "code": row["AccountNumber"],
        "name": row["Name"],
        "roles": ["SUPPLIER"],
        "website": row["PurchasingWebServiceURL"],
        "country": addresses[0]["country"] if addresses else "",
        "contacts": people.contacts_of(row["BusinessEntityID"]),
        "addresses": addresses,
    }


def _employee(row: Row, people: People) -> dict[str, Any]:
    person_id = row["BusinessEntityID"]
    return {
        "_keys": {"Employee": [person_id]},
        "code": f"EMP{int(person_id):05d}",
        "name": people.name(person_id),
        "kind": "PERSON",
        "roles": ["EMPLOYEE"],
        "contacts": [people.contact(person_id, row["JobTitle"], named=False)],
        "addresses": people.addresses_of(person_id),
    }


def _put(run: Import, what: Text, parties: list[dict[str, Any]]) -> None:
    keys = [party.pop("_keys") for party in parties]
    for start in range(0, len(parties), _AT_ONCE):
        rows = parties[start : start + _AT_ONCE]
        put = put_parties(parties=rows, by=run.by, at=run.at)
        run.note(what, put)
        known: dict[str, dict[str, Any]] = {}
        for named, row in zip(keys[start : start + _AT_ONCE], put.rows, strict=True):
            for entity, values in named.items():
                known.setdefault(entity, {}).update(dict.fromkeys(values, row.pk))
        for entity, ids in known.items():
            run.remember(entity, ids)


def _archive_inactive(run: Import) -> None:
    for row in run.tables.read("Vendor"):
        if row["ActiveFlag"] == "false":
            party = get_party(code=row["AccountNumber"], by=run.by)
            archive_master(entity="PARTY", row_id=party.id, by=run.by, at=run.at)


def _import_taxes(run: Import) -> dict[tuple[str, str], str]:
    """(state, kind of sale) → code of the tax."""
    states = run.tables.by("StateProvince", "StateProvinceID")
    codes: dict[tuple[str, str], str] = {}
    taxes: list[dict[str, Any]] = []
    for row in run.tables.read("SalesTaxRate"):
        state = states[row["StateProvinceID"]]
        code = f"{state['CountryRegionCode']}-{state['StateProvinceCode']}-{row['TaxType']}"
        codes[row["StateProvinceID"], row["TaxType"]] = code
        taxes.append(
            {
                "code": code,
                "name": row["Name"],
                "rate_ratio": f"{float(row['TaxRate']) / 100:.6f}",
                "use": "SALES",
                "country": state["CountryRegionCode"],
            }
        )
    put = put_taxes(taxes=taxes, by=run.by, at=run.at)
    run.note(wording.TAXES, put)
    run.report.take("SalesTaxRate", len(taxes), wording.IS_TAX)
    return codes


def _terms(
    run: Import,
    individuals: list[Row],
    stores: dict[str, list[Row]],
    people: People,
    taxes: dict[tuple[str, str], str],
) -> list[dict[str, Any]]:
    def tax_in(state: str, kind: str) -> str:
        return taxes.get((state, kind)) or taxes.get((state, _ALL)) or ""

    retail = [
        {
            "party": account_number(row["CustomerID"]),
            "currency": CURRENCY,
            "customer_group": INDIVIDUAL,
            "site": SITE,
            "sales_tax": tax_in(people.state_of(row["PersonID"]), _RETAIL),
        }
        for row in individuals
    ]
    wholesale = [
        {
            "party": account_number(rows[0]["CustomerID"]),
            "currency": CURRENCY,
            "customer_group": RESELLER,
            "site": SITE,
            "sales_tax": tax_in(people.state_of(store_id), _WHOLESALE),
        }
        for store_id, rows in stores.items()
    ]
    vendors = [
        {"party": row["AccountNumber"], "currency": CURRENCY} for row in run.tables.read("Vendor")
    ]
    return [*retail, *wholesale, *vendors]


def _put_terms(run: Import, terms: list[dict[str, Any]]) -> None:
    for start in range(0, len(terms), _AT_ONCE):
        rows = terms[start : start + _AT_ONCE]
        run.note(wording.PARTY_TERMS, put_party_companies(terms=rows, by=run.by, at=run.at))


def _account(run: Import, individuals: list[Row], stores: dict[str, list[Row]]) -> None:
    report, tables = run.report, run.tables
    customers = tables.count("Customer")
    report.take("Customer", len(individuals), wording.INDIVIDUALS)
    report.take("Customer", customers - len(individuals), wording.IS_STORE_CUSTOMER)
    report.take("Store", len(stores), wording.IS_CUSTOMER)
    report.leave("Store", tables.count("Store") - len(stores), wording.STORES_ALONE)
    report.take("Vendor", tables.count("Vendor"), wording.IS_SUPPLIER)
    report.take("Employee", tables.count("Employee"), wording.IS_EMPLOYEE_PARTY)
    known = {row["PersonID"] for row in individuals}
    employees = {row["BusinessEntityID"] for row in tables.read("Employee")}
    report.take("Person", len(known), wording.INDIVIDUALS)
    report.take("Person", len(employees), wording.EMPLOYEES)
    rest = tables.count("Person") - len(known) - len(employees)
    report.take("Person", rest, wording.IS_CONTACT_PERSON)
    report.take("BusinessEntityContact", tables.count("BusinessEntityContact"), wording.IS_CONTACT)
    report.take("ContactType", tables.count("ContactType"), wording.IS_CONTACT_ROLE)
    named = tables.by("Person", "BusinessEntityID")
    for table, what in (("EmailAddress", wording.IS_MAIL), ("PersonPhone", wording.IS_PHONE)):
        rows = tables.read(table)
        with_name = sum(row["BusinessEntityID"] in named for row in rows)
        report.take(table, with_name, what)
        report.leave(table, len(rows) - with_name, wording.PERSONS_MISSING)
    _account_addresses(run, stores)


def _account_addresses(run: Import, stores: dict[str, list[Row]]) -> None:
    report, tables = run.report, run.tables
    owners = {row["PersonID"] for row in tables.read("Customer")} | set(stores)
    owners |= {row["BusinessEntityID"] for row in tables.read("Vendor")}
    owners |= {row["BusinessEntityID"] for row in tables.read("Employee")}
    links = tables.read("BusinessEntityAddress")
    used = [row for row in links if row["BusinessEntityID"] in owners]
    report.take("BusinessEntityAddress", len(used), wording.IS_PARTY_ADDRESS)
    report.leave("BusinessEntityAddress", len(links) - len(used), wording.NO_PARTY)
    addresses = {row["AddressID"] for row in used}
    report.take("Address", len(addresses), wording.IS_ADDRESS)
    report.leave("Address", tables.count("Address") - len(addresses), wording.NO_PARTY)
    report.take("AddressType", tables.count("AddressType"), wording.IS_ADDRESS_USE)
    report.take("StateProvince", tables.count("StateProvince"), wording.IS_REGION)
    report.leave("PhoneNumberType", tables.count("PhoneNumberType"), wording.ONE_PHONE)
    report.leave("CountryRegion", tables.count("CountryRegion"), wording.COUNTRIES)
