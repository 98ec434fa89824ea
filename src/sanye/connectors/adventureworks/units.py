"""Units of AdventureWorks."""

from sanye.connectors.adventureworks.context import Import

UNITS = {
    "BOX": "XBX", "BTL": "XBO", "CBM": "MTQ", "CCM": "CMQ", "CDM": "DMQ", "CM": "CMT",
    "CM2": "CMK", "CR": "XCR", "CS": "XCS", "CTN": "XCT", "DM": "DMT", "DZ": "DZN", "EA": "EA",
    "FT3": "FTQ", "G": "GRM", "GAL": "GLL", "IN": "INH", "KG": "KGM", "KM": "KMT", "L": "LTR",
    "LB": "LBR", "M": "MTR", "M2": "MTK", "M3": "MTQ", "MG": "MGM", "ML": "MLT", "MM": "MMT",
    "OZ": "OZA", "PAK": "XPK", "PAL": "XPX", "PC": "H87", "PT": "PTL", "CAR": "XCT",
}  # fmt: skip
"""Units of AdventureWorks that are units of Recommendation 20. OZ measures paint: fluid ounces."""


def base_units(run: Import) -> dict[str, str]:
    """The unit each product is counted in: that of the bills it stands in, else each."""
    found = {row["ProductID"]: "EA" for row in run.tables.read("Product")}
    for row in run.tables.read("BillOfMaterials"):
        found[row["ComponentID"]] = UNITS[row["UnitMeasureCode"]]
    return found
